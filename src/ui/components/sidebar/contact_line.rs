//! One contact.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{Avatar, AvatarSize, PresenceDot, shown_name, when_words};
use crate::ui::live::expect_chat;

/// Who it is, whether they are there, what was written last, and how much of it is unseen. The line
/// stays while what it says changes.
#[component]
pub fn ContactLine(contact: Contact) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let (person, me) = (contact.person.clone(), chat.me().id);
    let is_notes = person.id == me;
    let current = chat.contact(person.id);
    let known = move || current.get().unwrap_or_else(|| contact.clone());
    let contact = Memo::new(move |_| known());
    let online = Signal::derive(move || !is_notes && contact_online(chat, contact));
    let unseen = Memo::new(move |_| contact.with(Contact::unseen));
    let is_unseen = move || unseen.get() > 0;
    let time = move || {
        let at = contact.with(|contact| contact.last.as_ref().map(|last| last.sent_at));
        at.map(|at| (clock.format_iso(at), when_words(clock.format_list_time(at))))
    };
    let name = shown_name(&person, me);
    let preview = move || {
        contact.with(|contact| match &contact.last {
            None => word!(sidebar.no_messages).to_owned(),
            Some(last) if last.sender == me && !is_notes => {
                // Isolated, so that text from right to left does not carry "You:" along.
                word!(sidebar.you, text = format!("\u{2068}{}\u{2069}", last.preview))
            }
            Some(last) => last.preview.clone(),
        })
    };
    view! {
        <li>
            <A
                href=format!("/c/{}", person.username)
                attr:class="group flex items-center gap-3 rounded-line px-3 py-2.5 hover:bg-hover aria-[current=page]:bg-chosen"
            >
                <span class="relative shrink-0">
                    <Avatar person=person.clone() size=AvatarSize::Medium />
                    <PresenceDot online />
                </span>
                <span class="flex min-w-0 flex-1 flex-col gap-0.5">
                    <span class="flex items-baseline gap-2">
                        <span class="min-w-0 flex-1 truncate text-match font-semibold" dir="auto">
                            {name}
                        </span>
                        {move || {
                            time()
                                .map(|(iso, words)| {
                                    view! {
                                        <time
                                            class="shrink-0 text-xs"
                                            class=("text-muted", move || !is_unseen())
                                            class=("font-semibold", is_unseen)
                                            class=("text-accent", is_unseen)
                                            datetime=iso
                                        >
                                            {words}
                                        </time>
                                    }
                                })
                        }}
                    </span>
                    <span class="flex min-h-5 items-center gap-2">
                        <span
                            class="min-w-0 flex-1 truncate text-match text-sm"
                            class=("text-muted", move || !is_unseen())
                            dir="auto"
                        >
                            {preview}
                        </span>
                        <Show when=is_unseen>
                            <span class="grid h-5 min-w-5 shrink-0 place-items-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums">
                                <span aria-hidden="true">{move || badge(unseen.get())}</span>
                                <span class="sr-only">
                                    {move || word!(sidebar.unseen, count = unseen.get())}
                                </span>
                            </span>
                        </Show>
                    </span>
                </span>
            </A>
        </li>
    }
}

fn contact_online(chat: crate::ui::live::Chat, contact: Memo<Contact>) -> bool {
    chat.presence(contact.with(|contact| contact.person.id)).get().online
}

/// More than this is just "many".
fn badge(unseen: u64) -> String {
    if unseen > 99 { "99+".into() } else { unseen.to_string() }
}
