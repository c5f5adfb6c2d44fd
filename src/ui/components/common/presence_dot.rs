//! Whether somebody is there, as a dot; whether they are Busy, as a moon.

use leptos::prelude::*;

use super::{Icon, IconName, When, busy_words};
use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::expect_clock;

/// A green dot while they are online, a moon while they are Busy, there or not; with its words for
/// screen readers. Its parent must be `relative`.
#[component]
pub fn PresenceDot(contact: Memo<Contact>) -> impl IntoView {
    let clock = expect_clock();
    let is_busy = move || contact.with(|contact| contact.person.status.is_busy());
    let words = move || {
        contact.with(|Contact { person, .. }| {
            let busy = busy_words(clock, person.status);
            let online = || person.presence.online.then(|| word!(sidebar.online).to_owned());
            busy.or_else(online).unwrap_or_default()
        })
    };
    view! {
        <When holds=move || !words().is_empty()>
            <span class="dot" class=("busy", move || is_busy()) title=move || Some(words())>
                <Icon name=IconName::Moon class="size-3" />
                <span class="sr-only">{move || words()}</span>
            </span>
        </When>
    }
}
