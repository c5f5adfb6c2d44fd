//! The messages, the newest at the bottom.

use leptos::html::Div;
use leptos::prelude::*;

use super::jump::Jump;
use super::message_line::MessageLine;
use super::rows::{Row, rows};
use super::screen::Screen;
use crate::domain::{Contact, Seq};
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{EmptyState, IconName};
use crate::ui::live::{Draft, expect_chat};

/// Scrolls by itself. The box is laid out from its bottom (`column-reverse`): it opens at the newest
/// message without any script, and stays where it is when older ones are put in above.
#[component]
pub fn MessageLog(contact: Contact, name: String, is_notes: bool, draft: Draft) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let log = chat.log();
    let shown = Memo::new(move |_| {
        log.with(|log| log.as_ref().map(|log| rows(log, clock)).unwrap_or_default())
    });
    let is_empty = move || shown.with(Vec::is_empty);
    let address = StoredValue::new(format!("/c/{}", contact.person.username));
    let first_seq = move || {
        log.with(|log| log.as_ref()?.lines.iter().find_map(|line| line.seq)).unwrap_or(Seq::ZERO)
    };
    let older_href = move || format!("{}?before={}", address.get_value(), first_seq().0);
    let ends_before_newest = log.with_untracked(|log| {
        let newest = log.as_ref()?.lines.iter().rev().find_map(|line| line.seq)?;
        Some(newest < contact.last_seq())
    });
    let (is_loading, has_older) = (chat.is_loading_older(), chat.has_older());
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
                    <Show when=move || has_older.get()>
                        <p class="flex justify-center">
                            <a
                                href=older_href
                                class="button-quiet"
                                on:click=move |event| {
                                    event.prevent_default();
                                    chat.load_older();
                                }
                            >
                                {move || {
                                    if is_loading.get() {
                                        word!(conversation.loading_older)
                                    } else {
                                        word!(conversation.older)
                                    }
                                }}
                            </a>
                        </p>
                    </Show>
                    <ol role="list">
                        <For
                            each=move || shown.get()
                            key=|row: &Row| *row
                            children=move |row| {
                                view! { <MessageLine row draft name=name.get_value() /> }
                            }
                        />
                    </ol>
                    {(ends_before_newest == Some(true))
                        .then(|| {
                            view! {
                                <p class="hidden justify-center pt-3 plain:flex">
                                    <a href=address.get_value() class="button-quiet">
                                        {word!(conversation.newest)}
                                    </a>
                                </p>
                            }
                        })}
                </div>
            </div>
            <Show when=is_empty>
                <div class="absolute inset-0 flex">
                    <EmptyState icon=IconName::Messages title=title.clone() hint=hint />
                </div>
            </Show>
            <Jump screen />
        </div>
    }
}
