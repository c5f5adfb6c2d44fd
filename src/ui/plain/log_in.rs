//! Logging in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::auth_card::{AuthCard, other_way};
use super::input::Input;
use super::notice::{is_asked, notice};
use super::plain_form::PlainForm;
use crate::api::is_own_path;
use crate::domain::Field;
use crate::i18n::word;

/// `/login`, and with `?next=` where to go afterwards.
#[component]
pub(super) fn LogInPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    let next = if is_own_path(&next) { next } else { "/".to_owned() };
    let inputs = vec![
        Input::line(Field::Login, "login", word!(auth.login), "username"),
        Input::own_password(Field::Password, "password", word!(auth.password)),
    ];
    let form = PlainForm {
        hidden: vec![("next", next)],
        takes_focus: true,
        ..PlainForm::new("log_in", word!(auth.log_in), inputs)
    };
    let after = other_way(word!(auth.no_account), word!(auth.sign_up), "/signup".to_owned());
    view! {
        <AuthCard title=word!(auth.log_in_title) after>
            {is_asked("deleted").then(|| notice(word!(auth.deleted)))}
            {form.view()}
            <a href="/recover" class="link self-start text-sm">
                {word!(auth.forgot)}
            </a>
        </AuthCard>
    }
}
