//! With whom, and whether they are there, Busy or writing.

use leptos::prelude::*;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{
    Avatar, AvatarSize, Icon, IconName, PresenceDot, busy_words, moment_words, shown_name,
};
use crate::ui::live::expect_chat;

/// The top of a conversation; on a phone with the way back.
#[component]
pub fn Header(contact: Contact) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let person = contact.person.clone();
    let me = chat.me().id;
    let (is_notes, name) = (person.id == me, shown_name(&person, me));
    let contact = chat.contact(contact);
    let writing = chat.is_writing(person.id);
    let status = move || {
        let (presence, status) =
            contact.with(|contact| (contact.person.presence, contact.person.status));
        match (busy_words(clock, status), presence.last_seen) {
            _ if writing.get() => word!(conversation.writing).to_owned(),
            (Some(busy), _) => busy,
            _ if presence.online => word!(conversation.online).to_owned(),
            (None, None) => word!(conversation.offline).to_owned(),
            (None, Some(at)) => word!(conversation.last_seen, when = moment_words(clock, at)),
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
            // Its words stand beside it.
            <span class="relative shrink-0" aria-hidden="true">
                <Avatar person size=AvatarSize::Small />
                {(!is_notes).then(|| view! { <PresenceDot contact /> }.into_any())}
            </span>
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
