//! One message.

use leptos::prelude::*;

use super::held_note::HeldNote;
use super::message_state::MessageState;
use super::receipt_times::receipt_times;
use super::rows::Row;
use super::unsent::Unsent;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::day_words;
use crate::ui::live::{Draft, LineState, Link, expect_chat};

/// A bubble: own ones at the end of the line, the other's at its beginning, with the day above the
/// day's first. The line stays while its message goes from sending to seen.
#[component]
pub fn MessageLine(row: Row, draft: Draft, name: String) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let (key, mine) = (row.key, row.key.mine);
    let log = chat.log();
    let line = Memo::new(move |_| log.with(|log| log.as_ref()?.find_line(key).cloned()));
    let body = line.with_untracked(|line| line.as_ref().map(|line| line.body.to_string()));
    let body = body.unwrap_or_default();
    let at = move || line.with(|line| line.as_ref().map(|line| line.at)).unwrap_or_default();
    let state = move || line.with(|line| line.as_ref().map(|line| line.state.clone()));
    let speaker = if mine {
        word!(conversation.said_by_me).to_owned()
    } else {
        word!(conversation.said_by, name = name.as_str())
    };
    let (times, note) = (RwSignal::new(false), RwSignal::new(None));
    let kept = StoredValue::new((body.clone(), name));
    let held = move || {
        state().filter(|state| *state == LineState::Held)?;
        let conversation = log.with_untracked(|log| Some(log.as_ref()?.conversation.clone()))?;
        let (client_id, (body, name)) = (key.client_id, kept.get_value());
        let held = view! { <HeldNote conversation client_id body name draft note /> };
        Some(held.into_any())
    };
    let told = move || {
        let seq = line.with(|line| line.as_ref()?.seq).filter(|_| times.get());
        seq.map(|seq| receipt_times(chat, clock, at(), seq)).or_else(|| note.get())
    };
    let is_unsent = move || {
        state().is_some_and(|state| {
            matches!(state, LineState::Sending | LineState::Failed(_) | LineState::Behind)
        })
    };
    let unsettled = move || is_unsent() || state() == Some(LineState::Held);
    view! {
        {row
            .begins_day
            .then(|| {
                view! { <li class="day">{move || day_words(clock.format_day(at()))}</li> }
                    .into_any()
            })}
        <li
            class="line"
            class=("own", move || mine)
            class=("begins-group", move || row.begins_group)
            class=("unsettled", move || unsettled())
            data-seq=move || line.with(|line| Some(line.as_ref()?.seq?.0.to_string()))
        >
            <span class="sr-only">{speaker} " "</span>
            <div class="bubble" dir="auto">
                <p class="words">{body}</p>
                <span class="mark">
                    <time datetime=move || Some(clock.format_iso(at()))>
                        {move || clock.format_time(at())}
                    </time>
                    {mine.then(|| view! { <MessageState line times /> }.into_any())}
                </span>
            </div>
            {move || held()}
            {move || {
                told()
                    .map(|words| {
                        view! { <p class="pt-1 text-xs text-muted digits">{words}</p> }.into_any()
                    })
            }}
            {move || {
                let unsent = chat.link() != Link::Live || state() != Some(LineState::Sending);
                (is_unsent() && unsent)
                    .then(|| view! { <Unsent row=row draft line /> }.into_any())
            }}
        </li>
    }
}
