//! Logging in.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::form_problems::FormProblems;
use crate::api::{LogIn, is_own_path, use_form_return};
use crate::domain::Field;
use crate::i18n::word;
use crate::ui::components::common::{AuthCard, PasswordField, SubmitButton, TextField};

/// `/login`, and with `?next=` where to go afterwards.
#[component]
pub fn LogInPage() -> impl IntoView {
    const FIELDS: &[Field] = &[Field::Login, Field::Password];
    let log_in = ServerAction::<LogIn>::new();
    let returned = use_form_return("log_in");
    let problems = FormProblems::new(move || log_in.value().get(), returned.as_ref());
    let typed = move |field| returned.as_ref().map(|form| form.typed(field)).unwrap_or_default();
    let next = use_query_map().with_untracked(|query| query.get("next")).unwrap_or_default();
    let next = if is_own_path(&next) { next } else { "/".to_owned() };
    go_when_done(log_in, next.clone());
    view! {
        <AuthCard
            title=word!(auth.log_in_title)
            problem=problems.elsewhere(FIELDS)
            other_question=word!(auth.no_account)
            other_label=word!(auth.sign_up)
            other_href="/signup"
        >
            <ActionForm action=log_in attr:class="flex flex-col gap-4" attr:novalidate=true>
                <input type="hidden" name="next" value=next />
                <TextField
                    name="login"
                    label=word!(auth.login)
                    autocomplete="username"
                    value=typed("login")
                    problem=problems.at(Field::Login)
                    autofocus=true
                />
                <PasswordField
                    autocomplete="current-password"
                    problem=problems.at(Field::Password)
                />
                <SubmitButton label=word!(auth.log_in) busy=log_in.pending() />
            </ActionForm>
        </AuthCard>
    }
}

/// A new document rather than a change of route: everything begins anew for whoever it is now.
fn go_when_done(log_in: ServerAction<LogIn>, next: String) {
    Effect::new(move |_| {
        if log_in.value().with(|answer| matches!(answer, Some(Ok(())))) {
            let _ = window().location().assign(&next);
        }
    });
}
