//! Signing up.

use leptos::prelude::*;

use super::account_form::AccountForm;
use crate::domain::Field;
use crate::i18n::word;
use crate::ui::components::common::FormField;

/// `/signup`.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let form = AccountForm {
        title: word!(auth.sign_up_title),
        action: "sign_up",
        fields: vec![
            FormField {
                field: Field::FullName,
                name: "full_name",
                label: word!(auth.full_name),
                autocomplete: "name",
                hint: word!(auth.full_name_hint),
            },
            FormField {
                field: Field::Username,
                name: "username",
                label: word!(auth.username),
                autocomplete: "username",
                hint: word!(auth.username_hint),
            },
            FormField {
                field: Field::Email,
                name: "email",
                label: word!(auth.email),
                autocomplete: "email",
                hint: word!(auth.email_hint),
            },
            FormField {
                field: Field::Password,
                name: "password",
                label: word!(auth.password),
                autocomplete: "new-password",
                hint: word!(auth.password_hint),
            },
        ],
        submit: word!(auth.sign_up),
        next: "/".to_owned(),
        other_question: word!(auth.has_account),
        other_label: word!(auth.log_in),
        other_href: "/login",
    };
    form.view()
}
