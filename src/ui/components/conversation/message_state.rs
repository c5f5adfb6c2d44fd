//! How far an own message has come.

use leptos::prelude::*;

use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName};
use crate::ui::live::{LineState, Link, LogLine, expect_chat};

/// A small mark that says its word to screen readers. Pressing it shows, and hides, `times`.
#[component]
pub fn MessageState(line: Memo<Option<LogLine>>, times: RwSignal<bool>) -> impl IntoView {
    let chat = expect_chat();
    let is_seen =
        move || line.with(|line| line.as_ref().is_some_and(|l| l.state == LineState::Seen));
    let mark = move || {
        let waits = chat.link() != Link::Live;
        line.with(|line| line.as_ref().map(|line| mark(&line.state, waits)))
    };
    view! {
        <button
            type="button"
            class="state"
            class=("seen", move || is_seen())
            disabled=move || line.with(|line| line.as_ref().is_none_or(|line| line.seq.is_none()))
            aria-expanded=move || Some(times.get().to_string())
            title=move || Some(mark()?.1.to_owned())
            on:click=move |_| times.update(|shown| *shown = !*shown)
        >
            {move || {
                mark()
                    .map(|(icon, words)| {
                        view! {
                            <span class="grid">
                                <span class="sr-only">{words}</span>
                                <Icon name=icon class="size-3.5" />
                            </span>
                        }
                            .into_any()
                    })
            }}
        </button>
    }
}

/// `waits`: for the connection.
fn mark(state: &LineState, waits: bool) -> (IconName, &'static str) {
    match state {
        LineState::Sending if waits => (IconName::Clock, word!(conversation.waiting)),
        LineState::Sending => (IconName::Clock, word!(conversation.sending)),
        LineState::Held => (IconName::Clock, word!(conversation.held)),
        LineState::Sent => (IconName::Check, word!(conversation.sent)),
        LineState::Delivered => (IconName::CheckCheck, word!(conversation.delivered)),
        LineState::Seen => (IconName::CheckCheck, word!(conversation.seen)),
        LineState::Behind => (IconName::Clock, word!(conversation.behind)),
        LineState::Failed(problem) if problem.code.is_retryable() => {
            (IconName::Clock, word!(conversation.held_up))
        }
        LineState::Failed(_) => (IconName::Alert, word!(conversation.failed)),
    }
}
