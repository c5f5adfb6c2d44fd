//! Signing up.

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::form_problems::FormProblems;
use crate::api::{SignUp, use_form_return};
use crate::domain::Field;
use crate::i18n::word;
use crate::ui::components::common::{AuthCard, PasswordField, SubmitButton, TextField};

/// `/signup`.
#[component]
pub fn SignUpPage() -> impl IntoView {
    const FIELDS: &[Field] = &[Field::FullName, Field::Username, Field::Email, Field::Password];
    let sign_up = ServerAction::<SignUp>::new();
    let returned = use_form_return("sign_up");
    let problems = FormProblems::new(move || sign_up.value().get(), returned.as_ref());
    let typed = move |field| returned.as_ref().map(|form| form.typed(field)).unwrap_or_default();
    Effect::new(move |_| {
        if sign_up.value().with(|answer| matches!(answer, Some(Ok(())))) {
            let _ = window().location().assign("/");
        }
    });
    view! {
        <AuthCard
            title=word!(auth.sign_up_title)
            problem=problems.elsewhere(FIELDS)
            other_question=word!(auth.has_account)
            other_label=word!(auth.log_in)
            other_href="/login"
        >
            <ActionForm action=sign_up attr:class="flex flex-col gap-4" attr:novalidate=true>
                <TextField
                    name="full_name"
                    label=word!(auth.full_name)
                    autocomplete="name"
                    hint=word!(auth.full_name_hint)
                    value=typed("full_name")
                    problem=problems.at(Field::FullName)
                    autofocus=true
                />
                <TextField
                    name="username"
                    label=word!(auth.username)
                    autocomplete="username"
                    hint=word!(auth.username_hint)
                    value=typed("username")
                    problem=problems.at(Field::Username)
                />
                <TextField
                    name="email"
                    label=word!(auth.email)
                    autocomplete="email"
                    hint=word!(auth.email_hint)
                    value=typed("email")
                    problem=problems.at(Field::Email)
                />
                <PasswordField
                    autocomplete="new-password"
                    hint=word!(auth.password_hint)
                    problem=problems.at(Field::Password)
                />
                <SubmitButton label=word!(auth.sign_up) busy=sign_up.pending() />
            </ActionForm>
        </AuthCard>
    }
}
