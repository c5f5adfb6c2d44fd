//! With whom, and whether they are there, Busy or writing.

use leptos::prelude::*;

use super::profile::Profile;
use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{
    Avatar, AvatarSize, Icon, IconName, PresenceDot, busy_words, close_on_escape, moment_words,
    shown_name,
};
use crate::ui::live::expect_chat;

/// The top of a conversation; on a phone with the way back. A press on it shows the other's profile.
#[component]
pub fn Header(contact: Contact) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let (person, me) = (contact.person.id, chat.me().id);
    let is_notes = person == me;
    let contact = chat.contact(contact);
    let name = Signal::derive(move || contact.with(|contact| shown_name(&contact.person, me)));
    let writing = chat.is_writing(person);
    let status = Signal::derive(move || {
        let (presence, status, is_deleted) = contact
            .with(|Contact { person, .. }| (person.presence, person.status, person.is_deleted));
        match (busy_words(clock, status), presence.last_seen) {
            _ if is_deleted => String::new(),
            _ if writing.get() => word!(conversation.writing).to_owned(),
            (Some(busy), _) => busy,
            _ if presence.online => word!(conversation.online).to_owned(),
            (None, None) => word!(conversation.offline).to_owned(),
            (None, Some(at)) => word!(conversation.last_seen, when = moment_words(clock, at)),
        }
    });
    view! {
        <div class="flex min-h-16 shrink-0 items-center gap-1 border-b border-line px-2 pt-[max(0.375rem,env(safe-area-inset-top))] pb-1.5 md:px-4">
            <a
                href="/"
                class="button-icon size-11 text-accent md:hidden"
                aria-label=word!(conversation.back)
            >
                <Icon name=IconName::Back class="size-6" />
            </a>
            <details class="about min-w-0 flex-1" on:keydown=close_on_escape>
                <summary class="flex items-center gap-3 rounded-line p-1 hover:bg-hover">
                    // Its words stand beside it.
                    <span class="relative shrink-0" aria-hidden="true">
                        <Avatar contact size=AvatarSize::Small />
                        {(!is_notes).then(|| view! { <PresenceDot contact /> }.into_any())}
                    </span>
                    <span class="min-w-0 flex-1">
                        <h1 class="truncate text-md font-semibold">
                            <span dir="auto">{move || name.get()}</span>
                        </h1>
                        {(!is_notes)
                            .then(|| {
                                view! {
                                    <span class="block truncate text-sm text-muted">
                                        {move || status.get()}
                                    </span>
                                }
                                    .into_any()
                            })}
                    </span>
                    <Icon name=IconName::Back class="back size-6" />
                    <Icon name=IconName::X class="close size-5" />
                </summary>
                <Profile contact name status />
            </details>
        </div>
    }
}
