//! One contact.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{
    Avatar, AvatarSize, PresenceDot, When, shown_name, when_words,
};
use crate::ui::live::expect_chat;

/// Who it is, whether they are there, what was written last or that they are writing, and how much
/// of it is unseen. The line stays while what it says changes.
#[component]
pub fn ContactLine(contact: Contact) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let (person, me) = (contact.person.id, chat.me().id);
    let (is_notes, path) = (person == me, use_location().pathname);
    let contact = chat.contact(contact);
    let href = move || contact.with(|contact| format!("/c/{}", contact.person.username));
    let unseen = move || contact.with(Contact::unseen);
    let at = move || contact.with(|contact| contact.last.as_ref().map(|last| last.sent_at));
    let time = move || at().map(|at| when_words(clock.format_list_time(at))).unwrap_or_default();
    let writing = chat.is_writing(person);
    let preview = move || match writing.get() {
        true => word!(sidebar.writing).to_owned(),
        false => contact.with(|contact| match &contact.last {
            None => word!(sidebar.no_messages).to_owned(),
            Some(last) if last.sender == me && !is_notes => {
                // Isolated, so that text from right to left does not carry "You:" along.
                word!(sidebar.you, text = format!("\u{2068}{}\u{2069}", last.preview))
            }
            Some(last) => last.preview.clone(),
        }),
    };
    view! {
        <li class="contact" class=("has-unseen", move || { unseen() > 0 })>
            <a
                href=move || Some(href())
                aria-current=move || path.with(|path| *path == href()).then(|| "page".to_owned())
                class="group flex items-center gap-3 rounded-line px-3 py-2.5 hover:bg-hover aria-[current=page]:bg-chosen"
            >
                <span class="relative shrink-0">
                    <Avatar contact size=AvatarSize::Medium />
                    {(!is_notes).then(|| view! { <PresenceDot contact /> }.into_any())}
                </span>
                <span class="flex min-w-0 flex-1 flex-col gap-0.5">
                    <span class="flex items-baseline gap-2">
                        <span class="min-w-0 flex-1 truncate text-match font-semibold" dir="auto">
                            {move || contact.with(|contact| shown_name(&contact.person, me))}
                        </span>
                        <time class="when" datetime=move || at().map(|at| clock.format_iso(at))>
                            {move || time()}
                        </time>
                    </span>
                    <span class="flex min-h-5 items-center gap-2">
                        <span class="preview" dir="auto">
                            {move || preview()}
                        </span>
                        <When holds=move || { unseen() > 0 }>
                            <span class="grid h-5 min-w-5 shrink-0 place-items-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent digits">
                                <span aria-hidden="true">{move || badge(unseen())}</span>
                                <span class="sr-only">
                                    {move || word!(sidebar.unseen, count = unseen())}
                                </span>
                            </span>
                        </When>
                    </span>
                </span>
            </a>
        </li>
    }
}

/// More than this is just "many".
fn badge(unseen: u64) -> String {
    if unseen > 99 { "99+".into() } else { unseen.to_string() }
}
