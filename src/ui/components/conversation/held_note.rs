//! What to do about a message that waits for somebody Busy.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::{ClientId, ConversationId};
use crate::i18n::word;
use crate::ui::components::common::{FormButton, Press, problem_text};
use crate::ui::live::{Draft, expect_chat};

/// Below the message: why it waits, and the way to take it back. Where that fails, `note` says why.
#[component]
pub fn HeldNote(
    conversation: ConversationId,
    client_id: ClientId,
    /// Its text, for the composer: where it was it may be gone before the answer is here.
    body: String,
    /// The other's.
    name: String,
    draft: Draft,
    note: RwSignal<Option<String>>,
) -> impl IntoView {
    let chat = expect_chat();
    let fields =
        move || [("conversation", conversation.to_string()), ("client_id", client_id.to_string())];
    let press = Press {
        action: "take_back",
        fields: Arc::new(fields),
        is_set: Arc::new(|| None),
        done: Arc::new(move |_, answer| {
            let problem = match answer.and_then(|answer| chat.hear_taken_back(&answer)) {
                Ok(true) => return draft.give_back(&body),
                Ok(false) => word!(conversation.too_late).to_owned(),
                Err(problem) => problem_text(&problem),
            };
            note.try_set(Some(problem));
        }),
    };
    view! {
        <div class="flex max-w-full flex-wrap items-center justify-end gap-x-3 ps-4 text-end text-sm text-muted">
            <span class="min-w-0" dir="auto">
                {word!(conversation.held_for, name = name)}
            </span>
            <FormButton press words=word!(conversation.take_back_held) class="link min-h-8" />
        </div>
    }
}
