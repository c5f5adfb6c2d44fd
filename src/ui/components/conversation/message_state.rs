//! How far an own message has come.

use leptos::prelude::*;

use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName};
use crate::ui::live::{LineState, Link, expect_chat};

/// A small mark, and its word for screen readers.
#[component]
pub fn MessageState(state: LineState) -> impl IntoView {
    let is_waiting = expect_chat().link() != Link::Live;
    let (icon, words) = match state {
        LineState::Sending if is_waiting => (IconName::Clock, word!(conversation.waiting)),
        LineState::Sending => (IconName::Clock, word!(conversation.sending)),
        LineState::Held => (IconName::Clock, word!(conversation.held)),
        LineState::Sent => (IconName::Check, word!(conversation.sent)),
        LineState::Delivered => (IconName::CheckCheck, word!(conversation.delivered)),
        LineState::Seen => (IconName::CheckCheck, word!(conversation.seen)),
        LineState::Behind => (IconName::Clock, word!(conversation.behind)),
        LineState::Failed(ref problem) if problem.code.is_retryable() => {
            (IconName::Clock, word!(conversation.held_up))
        }
        LineState::Failed(_) => (IconName::Alert, word!(conversation.failed)),
    };
    view! {
        <span class="inline-flex items-center" title=words>
            <Icon name=icon class="size-3.5" />
            <span class="sr-only">{words}</span>
        </span>
    }
}
