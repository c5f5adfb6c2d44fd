//! Another password.

use leptos::prelude::*;

use super::super::input::Input;
use super::super::notice::{is_asked, notice};
use super::super::plain_form::PlainForm;
use super::{heading, section};
use crate::domain::Field;
use crate::i18n::word;

/// `/settings/password`.
pub(super) fn password() -> AnyView {
    let inputs = vec![
        Input::own_password(Field::OldPassword, "old_password", word!(settings.old_password)),
        Input::new_password(word!(settings.new_password)),
    ];
    let form = PlainForm::new("change_password", word!(settings.change_password), inputs);
    let body = view! {
        {is_asked("changed").then(|| notice(word!(settings.password_changed)))}
        {form.view()}
    };
    section(heading(word!(settings.password)), word!(settings.password_why), body.into_any())
}
