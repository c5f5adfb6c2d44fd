//! Signing up.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::auth_card::{AuthCard, other_way};
use super::input::Input;
use super::plain_form::PlainForm;
use super::returned::Returned;
use crate::api::check_invite;
use crate::domain::{Field, ProblemCode};
use crate::i18n::word;

/// `/signup`, and with `?invite=` the invitation that one was given.
#[component]
pub(super) fn SignUpPage() -> impl IntoView {
    let invite = use_query_map().with_untracked(|query| query.get("invite")).unwrap_or_default();
    let invite = Returned::of("sign_up").typed_or("invite", &invite);
    let body = match check_invite(&invite).map_err(|problem| problem.code) {
        Ok(()) if invite.is_empty() => form(invite),
        Ok(()) => view! {
            <p class="text-muted">{word!(invite.welcome)}</p>
            {form(invite)}
        }
        .into_any(),
        Err(ProblemCode::SignUpClosed) => shut(word!(invite.closed), word!(invite.closed_hint)),
        Err(ProblemCode::InviteNeeded) => shut(word!(invite.needed), word!(invite.needed_hint)),
        Err(_) => shut(word!(invite.wrong), word!(invite.wrong_hint)),
    };
    let after = other_way(word!(auth.has_account), word!(auth.log_in), "/login".to_owned());
    view! {
        <AuthCard title=word!(auth.sign_up_title) after>
            {body}
        </AuthCard>
    }
}

fn form(invite: String) -> AnyView {
    let inputs = vec![
        Input::line(Field::FullName, "full_name", word!(auth.full_name), "name")
            .hint(word!(auth.full_name_hint)),
        Input::line(Field::Username, "username", word!(auth.username), "username")
            .hint(word!(auth.username_hint)),
        Input::line(Field::Email, "email", word!(auth.email), "email").hint(word!(auth.email_hint)),
        Input::new_password(word!(auth.password)),
    ];
    let form = PlainForm {
        hidden: vec![("invite", invite)],
        takes_focus: true,
        ..PlainForm::new("sign_up", word!(auth.sign_up), inputs)
    };
    form.view()
}

/// Why nobody can sign up here now, and what to do about it.
fn shut(title: &'static str, hint: &'static str) -> AnyView {
    view! {
        <div class="flex flex-col gap-1">
            <h2 class="text-lg font-semibold">{title}</h2>
            <p class="text-muted">{hint}</p>
        </div>
    }
    .into_any()
}
