//! A new password, by the administrator's link.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::auth_card::{AuthCard, other_way};
use super::input::Input;
use super::plain_form::PlainForm;
use crate::api::find_reset;
use crate::domain::Person;
use crate::i18n::word;

/// `/reset?code=`.
#[component]
pub(super) fn ResetPage() -> impl IntoView {
    let code = use_query_map().with_untracked(|query| query.get("code")).unwrap_or_default();
    let body = match find_reset(&code) {
        Some(person) => form(code, &person),
        None => view! {
            <div class="flex flex-col gap-1">
                <h2 class="text-lg font-semibold">{word!(recover.reset_gone)}</h2>
                <p class="text-muted">{word!(recover.reset_gone_hint)}</p>
            </div>
        }
        .into_any(),
    };
    let after = other_way(word!(recover.remembered), word!(auth.log_in), "/login".to_owned());
    view! {
        <AuthCard title=word!(recover.title) after>
            {body}
        </AuthCard>
    }
}

fn form(code: String, person: &Person) -> AnyView {
    let name = format!("\u{2068}{}\u{2069}", person.full_name);
    let whose = word!(recover.reset_for, name = name, username = person.username);
    let form = PlainForm {
        hidden: vec![("code", code)],
        takes_focus: true,
        ..PlainForm::new(
            "reset_password",
            word!(recover.go),
            vec![Input::new_password(word!(settings.new_password))],
        )
    };
    view! {
        <p class="text-muted">{whose}</p>
        {form.view()}
    }
    .into_any()
}
