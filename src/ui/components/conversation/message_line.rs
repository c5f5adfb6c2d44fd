//! One message.

use leptos::either::Either;
use leptos::prelude::*;

use super::message_state::MessageState;
use super::rows::Row;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{day_words, problem_text};
use crate::ui::live::{Draft, LineState, expect_chat};

/// A bubble: own ones at the end of the line, the other's at its beginning, with the day above the
/// day's first. The line stays while its message goes from sending to seen.
#[component]
pub fn MessageLine(row: Row, draft: Draft, name: String) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let (key, mine) = (row.key, row.key.mine);
    let log = chat.log();
    let line = Memo::new(move |_| log.with(|log| log.as_ref()?.find_line(key).cloned()));
    let body = line.with_untracked(|line| line.as_ref().map(|line| line.body.to_string()));
    let seq = move || line.with(|line| Some(line.as_ref()?.seq?.0.to_string()));
    let at = move || line.with(|line| line.as_ref().map(|line| line.at)).unwrap_or_default();
    let state = Memo::new(move |_| line.with(|line| line.as_ref().map(|line| line.state.clone())));
    let failure = move || match state.get() {
        Some(LineState::Failed(problem)) => Some(problem_text(&problem)),
        _ => None,
    };
    let speaker = if mine {
        word!(conversation.said_by_me).to_owned()
    } else {
        word!(conversation.said_by, name = name)
    };
    let (side, look) =
        if mine { ("items-end", "bg-own text-on-own") } else { ("items-start", "bg-other") };
    let gap = if row.begins_group { "pt-3" } else { "pt-0.5" };
    view! {
        {row
            .day
            .map(|day| {
                view! {
                    <li class="flex justify-center pt-4 pb-1" role="separator">
                        <span class="rounded-full bg-hover px-3 py-1 text-xs font-medium text-muted">
                            {day_words(day)}
                        </span>
                    </li>
                }
            })}
        <li class=format!("flex flex-col {side} {gap}") data-seq=seq>
            <div class=format!("max-w-[85%] rounded-bubble px-3.5 py-2 sm:max-w-[75%] {look}")>
                <span class="sr-only">{speaker} " "</span>
                <p class="inline break-words whitespace-pre-wrap" dir="auto">
                    {body}
                </p>
                <span class=format!(
                    "float-end ms-3 mt-1.5 -mb-0.5 inline-flex items-center gap-1 text-xs {}",
                    if mine { "text-on-own-muted" } else { "text-muted" },
                )>
                    <time datetime=move || clock.format_iso(at())>
                        {move || clock.format_time(at())}
                    </time>
                    {move || {
                        state.get().filter(|_| mine).map(|state| view! { <MessageState state /> })
                    }}
                </span>
            </div>
            {move || match failure() {
                None => Either::Left(()),
                Some(why) => {
                    Either::Right(
                        view! {
                            <div class="mt-1 flex flex-wrap items-center justify-end gap-x-3 text-sm text-danger">
                                <span>{word!(conversation.failed)} " " {why}</span>
                                <button
                                    type="button"
                                    class="h-11 font-semibold underline underline-offset-4"
                                    on:click=move |_| chat.retry(key.client_id)
                                >
                                    {word!(conversation.retry)}
                                </button>
                                <button
                                    type="button"
                                    class="h-11 font-semibold underline underline-offset-4"
                                    on:click=move |_| {
                                        if let Some(text) = chat.discard(key.client_id) {
                                            draft.put(&text);
                                        }
                                    }
                                >
                                    {word!(conversation.take_back)}
                                </button>
                            </div>
                        },
                    )
                }
            }}
        </li>
    }
}
