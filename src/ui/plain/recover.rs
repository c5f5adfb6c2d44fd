//! A new password, by a recovery code.

use leptos::prelude::*;

use super::auth_card::{AuthCard, other_way};
use super::input::Input;
use super::plain_form::PlainForm;
use crate::domain::Field;
use crate::i18n::word;

/// `/recover`.
#[component]
pub(super) fn RecoverPage() -> impl IntoView {
    let inputs = vec![
        Input::line(Field::Login, "login", word!(auth.login), "username"),
        Input::line(Field::Code, "code", word!(recover.code), "off").hint(word!(recover.code_hint)),
        Input::new_password(word!(settings.new_password)),
    ];
    let form =
        PlainForm { takes_focus: true, ..PlainForm::new("recover", word!(recover.go), inputs) };
    let after = other_way(word!(recover.remembered), word!(auth.log_in), "/login".to_owned());
    view! {
        <AuthCard title=word!(recover.title) after>
            <p class="text-muted">{word!(recover.hint)}</p>
            {form.view()}
            <p class="text-sm text-muted">{word!(recover.no_code)}</p>
        </AuthCard>
    }
}
