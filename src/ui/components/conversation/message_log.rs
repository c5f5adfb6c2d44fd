//! The messages, the newest at the bottom.

use leptos::html::Div;
use leptos::prelude::*;

use super::message_line::MessageLine;
use super::rows::{Row, rows};
use super::screen::Screen;
use crate::domain::{Seq, Username};
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{EmptyState, Icon, IconName};
use crate::ui::live::{Draft, expect_chat};

/// Scrolls by itself. The box is laid out from its bottom (`column-reverse`): it opens at the newest
/// message without any script, and stays where it is when older ones are put in above.
#[component]
pub fn MessageLog(name: String, is_notes: bool, draft: Draft) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let log = chat.log();
    let shown = Memo::new(move |_| {
        log.with(|log| log.as_ref().map(|log| rows(log, clock)).unwrap_or_default())
    });
    let first_seq = move || {
        log.with(|log| log.as_ref()?.lines.iter().find_map(|line| line.seq)).unwrap_or(Seq::ZERO)
    };
    let address = StoredValue::new(chat.opened_with().get_untracked().and_then(|person| {
        let username = |contact: crate::domain::Contact| contact.person.username;
        chat.contact(person).get_untracked().map(username)
    }));
    let older_href = move || {
        let username = address.get_value().map(|name: Username| name.to_string());
        format!("/c/{}?before={}", username.unwrap_or_default(), first_seq().0)
    };
    let (is_loading, has_older) = (chat.is_loading_older(), chat.has_older());
    let area = NodeRef::<Div>::new();
    let screen = Screen::new(chat, area);
    let described = if is_notes {
        word!(conversation.empty_notes).to_owned()
    } else {
        word!(conversation.empty, name = name.as_str())
    };
    let hint = if is_notes { "" } else { word!(conversation.empty_hint) };
    let title = StoredValue::new(name.clone());
    view! {
        <div class="relative flex min-h-0 flex-1 flex-col">
            <div
                node_ref=area
                class="scroll-quiet flex min-h-0 flex-1 flex-col-reverse overflow-y-auto px-3 md:px-6"
                tabindex="0"
                on:scroll=move |_| screen.scrolled()
            >
                <div
                    role="log"
                    aria-label=word!(conversation.log, name = name.as_str())
                    class="mx-auto mt-auto w-full max-w-3xl py-4"
                >
                    <Show when=move || has_older.get()>
                        <div class="flex justify-center pb-2">
                            <a
                                href=older_href
                                class="rounded-full px-4 py-2 text-sm font-medium text-accent hover:bg-hover"
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
                        </div>
                    </Show>
                    <ol class="flex flex-col">
                        <For
                            each=move || shown.get()
                            key=|row: &Row| *row
                            children=move |row| view! { <MessageLine row draft name=title.get_value() /> }
                        />
                    </ol>
                </div>
                <Show when=move || shown.with(Vec::is_empty)>
                    <EmptyState icon=IconName::Messages title=described.clone() hint=hint />
                </Show>
            </div>
            <Show when=move || !screen.is_at_end()>
                <button
                    type="button"
                    class="absolute end-4 bottom-4 flex h-11 items-center gap-2 rounded-full border border-line bg-raised px-3 font-semibold text-accent shadow-md"
                    aria-label=move || match screen.count_below() {
                        0 => word!(conversation.jump).to_owned(),
                        count => word!(conversation.jump_new, count = count),
                    }
                    on:click=move |_| screen.go_to_end()
                >
                    <Icon name=IconName::Down />
                    <Show when=move || screen.count_below().gt(&0)>
                        <span aria-hidden="true">{move || screen.count_below()}</span>
                    </Show>
                </button>
            </Show>
        </div>
    }
}
