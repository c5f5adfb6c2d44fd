//! Logging in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::account_form::AccountForm;
use crate::api::is_own_path;
use crate::domain::Field;
use crate::i18n::word;
use crate::ui::components::common::FormField;

/// `/login`, and with `?next=` where to go afterwards.
#[component]
pub fn LogInPage() -> impl IntoView {
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    let form = AccountForm {
        title: word!(auth.log_in_title),
        action: "log_in",
        fields: vec![
            FormField {
                field: Field::Login,
                name: "login",
                label: word!(auth.login),
                autocomplete: "username",
                hint: "",
            },
            FormField {
                field: Field::Password,
                name: "password",
                label: word!(auth.password),
                autocomplete: "current-password",
                hint: "",
            },
        ],
        submit: word!(auth.log_in),
        next: if is_own_path(&next) { next } else { "/".to_owned() },
        other_question: word!(auth.no_account),
        other_label: word!(auth.sign_up),
        other_href: "/signup",
    };
    form.view()
}
