//! After signing up: the recovery codes.

use leptos::prelude::*;

use super::auth_card::AuthCard;
use super::codes::codes_view;
use super::settings::trouble;
use crate::api::{find_own_card, list_fresh_codes};
use crate::i18n::word;

/// `/welcome`. The codes are there until one says that one has kept them, for some minutes at most.
#[component]
pub(super) fn WelcomePage() -> impl IntoView {
    let (codes, person) = (list_fresh_codes(), find_own_card());
    let person = match person {
        Ok(person) => person,
        Err(problem) => return trouble(&problem),
    };
    if codes.is_empty() {
        return view! {
            <AuthCard title=word!(codes.gone)>
                <p class="text-muted">{word!(codes.gone_hint)}</p>
                <a href="/" class="button">
                    {word!(codes.go_on)}
                </a>
            </AuthCard>
        }
        .into_any();
    }
    view! {
        <AuthCard title=word!(codes.welcome)>
            <p class="text-muted print:hidden">{word!(codes.welcome_hint)}</p>
            {codes_view(codes, &person)}
        </AuthCard>
    }
    .into_any()
}
