//! What to do about a message that waits.

use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;

use super::rows::Row;
use crate::i18n::word;
use crate::ui::components::common::problem_text;
use crate::ui::live::{Draft, LineState, LogLine, expect_chat};

/// Below a message that is not sent: why, where that is not plain, and the ways out.
#[component]
pub fn Unsent(row: Row, draft: Draft, line: Memo<Option<LogLine>>) -> impl IntoView {
    let (chat, client_id) = (expect_chat(), row.key.client_id);
    let (state, is_kept) = line.with_untracked(|line| {
        let line = line.as_ref();
        (line.map(|line| line.state.clone()), line.is_none_or(|line| line.is_kept))
    });
    let mut is_refused = false;
    let why = match state {
        Some(LineState::Failed(problem)) if problem.code.is_retryable() => {
            word!(conversation.held_up).to_owned()
        }
        Some(LineState::Failed(problem)) => {
            is_refused = true;
            format!("{} {}", word!(conversation.failed), problem_text(&problem))
        }
        Some(LineState::Behind) => word!(conversation.behind).to_owned(),
        _ if !is_kept => word!(conversation.only_here).to_owned(),
        _ => String::new(),
    };
    let act = move |which: u8| match which {
        0 => chat.retry(client_id),
        which => {
            let taken = chat.take_back(client_id);
            if let Some(taken) = taken.filter(|_| which == 1) {
                draft.take_in(taken);
            }
        }
    };
    let ways =
        [word!(conversation.retry), word!(conversation.take_back), word!(conversation.delete)];
    let first = if is_refused { 0 } else { 1 };
    let buttons = (first..3u8).map(|which| {
        view! {
            <button type="button" class="link min-h-8" on:click=move |_| act(which)>
                {ways[which as usize]}
            </button>
        }
        .into_any()
    });
    view! {
        <div
            class="flex max-w-full flex-wrap items-center justify-end gap-x-4 pt-1 text-sm"
            class=("text-danger", move || is_refused)
            class=("text-muted", move || !is_refused)
        >
            <span class="min-w-0">{why}</span>
            {StaticVec::from(buttons.collect::<Vec<_>>())}
        </div>
    }
}
