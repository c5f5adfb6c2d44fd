//! With whom, and whether they are there.

use leptos::prelude::*;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::{ListTime, expect_clock};
use crate::ui::components::common::{Avatar, AvatarSize, Icon, IconName, day_words, shown_name};
use crate::ui::live::expect_chat;

/// The top of a conversation; on a phone with the way back.
#[component]
pub fn Header(contact: Contact) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let person = contact.person.clone();
    let me = chat.me().id;
    let (is_notes, name) = (person.id == me, shown_name(&person, me));
    let contact = chat.contact(contact);
    let status = move || {
        let presence = contact.with(|contact| contact.person.presence);
        match (presence.online, presence.last_seen) {
            (true, _) => word!(conversation.online).to_owned(),
            (false, None) => word!(conversation.offline).to_owned(),
            (false, Some(at)) => {
                let time = clock.format_time(at);
                let when = match clock.format_list_time(at) {
                    ListTime::Time(time) => time,
                    ListTime::Day(day) => word!(day.at, day = day_words(day), time = time),
                };
                word!(conversation.last_seen, when = when)
            }
        }
    };
    view! {
        <div class="flex min-h-16 shrink-0 items-center gap-3 border-b border-line px-2 pt-[max(0.625rem,env(safe-area-inset-top))] pb-2.5 md:px-6">
            <a
                href="/"
                class="button-icon -me-2 size-11 text-accent md:hidden"
                aria-label=word!(conversation.back)
            >
                <Icon name=IconName::Back class="size-6" />
            </a>
            <Avatar person size=AvatarSize::Small />
            <div class="min-w-0 flex-1">
                <h1 class="truncate text-md font-semibold">
                    <span dir="auto">{name}</span>
                </h1>
                {(!is_notes)
                    .then(|| {
                        view! { <p class="truncate text-sm text-muted">{move || status()}</p> }
                            .into_any()
                    })}
            </div>
        </div>
    }
}
