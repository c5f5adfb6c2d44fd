//! With whom, and whether they are there.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::domain::Person;
use crate::i18n::word;
use crate::ui::clock::{ListTime, expect_clock};
use crate::ui::components::common::{Avatar, AvatarSize, Icon, IconName, day_words, shown_name};
use crate::ui::live::expect_chat;

/// The top of a conversation; on a phone with the way back.
#[component]
pub fn Header(person: Person) -> impl IntoView {
    let (chat, clock) = (expect_chat(), expect_clock());
    let me = chat.me().id;
    let (is_notes, name) = (person.id == me, shown_name(&person, me));
    let presence = chat.presence(person.id);
    let status = move || {
        let presence = presence.get();
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
        <header class="flex min-h-16 shrink-0 items-center gap-3 border-b border-line px-2 pt-[max(0.625rem,env(safe-area-inset-top))] pb-2.5 md:px-6">
            <A
                href="/"
                exact=true
                attr:class="button-icon -me-2 size-11 text-accent md:hidden"
                attr:aria-label=word!(conversation.back)
            >
                <Icon name=IconName::Back class="size-6" />
            </A>
            <Avatar person size=AvatarSize::Small />
            <div class="min-w-0 flex-1">
                <h1 class="truncate text-md font-semibold">
                    <bdi>{name}</bdi>
                </h1>
                {(!is_notes).then(|| view! { <p class="truncate text-sm text-muted">{status}</p> })}
            </div>
        </header>
    }
}
