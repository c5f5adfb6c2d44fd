//! The messages, the newest at the bottom.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::jump::Jump;
use super::message_line::MessageLine;
use super::rows::rows;
use super::screen::Screen;
use crate::domain::{Contact, Seq};
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{Each, EmptyState, EntryKey, IconName, When};
use crate::ui::live::{Draft, expect_chat};

/// Scrolls by itself. The box is laid out from its bottom (`column-reverse`): it opens at the newest
/// message without any script, and stays where it is when older ones are put in above.
#[component]
pub fn MessageLog(contact: Contact, name: String, is_notes: bool, draft: Draft) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let log = chat.log();
    let shown = move || {
        let rows = log.with(|log| log.as_ref().map(|log| rows(log, clock)).unwrap_or_default());
        rows.into_iter().map(EntryKey::from).collect::<Vec<_>>()
    };
    let is_empty = move || log.with(|log| log.as_ref().is_none_or(|log| log.lines.is_empty()));
    let address = StoredValue::new(format!("/c/{}", contact.person.username));
    let first_seq = move || {
        log.with(|log| log.as_ref()?.lines.iter().find_map(|line| line.seq)).unwrap_or(Seq::ZERO)
    };
    let ends_before_newest = log.with_untracked(|log| {
        let newest = log.as_ref()?.lines.iter().rev().find_map(|line| line.seq)?;
        Some(newest < contact.last_seq())
    });
    let area = NodeRef::<Div>::new();
    let screen = Screen::new(chat, area);
    let (title, hint) = if is_notes {
        (word!(conversation.empty_notes).to_owned(), "")
    } else {
        (word!(conversation.empty, name = name.as_str()), word!(conversation.empty_hint))
    };
    let label = word!(conversation.log, name = name.as_str());
    let name = StoredValue::new(name);
    view! {
        <div class="relative flex min-h-0 flex-1 flex-col">
            <div
                node_ref=area
                role="log"
                aria-label=label
                tabindex="0"
                class="log scroll-quiet"
                on:scroll=move |_| screen.scrolled()
            >
                <div class="mx-auto w-full max-w-4xl px-3 pt-3 pb-2 md:px-6">
                    <When holds=move || chat.has_older()>
                        <p class="flex justify-center">
                            <a
                                href=move || Some(format!("{}?before={}", address.get_value(), first_seq().0))
                                class="button-quiet"
                                on:click=move |event| {
                                    event.prevent_default();
                                    chat.load_older();
                                }
                            >
                                {move || {
                                    match chat.is_loading_older() {
                                        true => word!(conversation.loading_older).to_owned(),
                                        false => word!(conversation.older).to_owned(),
                                    }
                                }}
                            </a>
                        </p>
                    </When>
                    <ul role="list">
                        <Each
                            keys=shown
                            entry=Arc::new(move |key| {
                                let (row, name) = (key.into(), name.get_value());
                                view! { <MessageLine row draft name /> }.into_any()
                            })
                        />
                    </ul>
                    {(ends_before_newest == Some(true))
                        .then(|| {
                            view! {
                                <p class="hidden justify-center pt-3 plain:flex">
                                    <a href=address.get_value() class="button-quiet">
                                        {word!(conversation.newest)}
                                    </a>
                                </p>
                            }
                                .into_any()
                        })}
                </div>
            </div>
            <When holds=is_empty>
                <div class="absolute inset-0 flex">
                    <EmptyState icon=IconName::Messages title=title.clone() hint=hint />
                </div>
            </When>
            <Jump screen />
        </div>
    }
}
