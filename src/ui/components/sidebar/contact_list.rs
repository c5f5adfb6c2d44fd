//! The list of contacts, or of what a search has found.

use std::sync::Arc;

use leptos::prelude::*;

use super::contact_line::ContactLine;
use crate::domain::UserId;
use crate::i18n::word;
use crate::ui::components::common::{Each, EmptyState, EntryKey, IconName, When};
use crate::ui::live::expect_chat;

/// How near to its end the list is loaded further, in CSS pixels.
const LOAD_WITHIN_PX: i32 = 400;

/// Scrolls by itself; the next part is loaded as its end comes near, or by the link there.
#[component]
pub fn ContactList() -> impl IntoView {
    let chat = expect_chat();
    let listed = chat.listed();
    let has_more = move || !chat.is_search() && chat.has_more_contacts();
    let nobody = move |is_search| chat.is_search() == is_search && listed.with(Vec::is_empty);
    let more_words = move || match chat.is_loading_contacts() {
        true => word!(sidebar.loading).to_owned(),
        false => word!(sidebar.more).to_owned(),
    };
    let on_scroll = move |event: leptos::ev::Event| {
        let list = event_target::<leptos::web_sys::Element>(&event);
        if list.scroll_top() + list.client_height() + LOAD_WITHIN_PX > list.scroll_height() {
            chat.load_more_contacts();
        }
    };
    view! {
        <div
            class="scroll-quiet flex min-h-0 flex-1 flex-col overflow-y-auto pb-[env(safe-area-inset-bottom)]"
            on:scroll=on_scroll
        >
            <When holds=move || chat.is_searching()>
                <p class="px-5 py-2 text-sm text-muted" role="status">
                    {word!(sidebar.searching)}
                </p>
            </When>
            <ul role="list" class="flex flex-col gap-0.5 px-2 pt-0.5 pb-2">
                <Each
                    keys=move || {
                        let key = |person: &UserId| EntryKey {
                            id: person.as_uuid().as_u128(),
                            form: 0,
                        };
                        listed.with(|listed| listed.iter().map(key).collect())
                    }
                    entry=Arc::new(move |key| {
                        let person = UserId::from(uuid::Uuid::from_u128(key.id));
                        untrack(|| chat.find_contact(person))
                            .map(|contact| view! { <ContactLine contact /> }.into_any())
                            .into_any()
                    })
                />
            </ul>
            <When holds=has_more>
                <a
                    href=move || Some(format!("/?people={}", chat.next_contacts_offset()))
                    class="link mx-auto my-2 px-3 py-2 text-sm"
                    on:click=move |event| {
                        event.prevent_default();
                        chat.load_more_contacts();
                    }
                >
                    {move || more_words()}
                </a>
            </When>
            <When holds=move || nobody(true)>
                <EmptyState
                    icon=IconName::Search
                    title=word!(sidebar.nobody_found)
                    hint=word!(sidebar.nobody_found_hint)
                />
            </When>
            <When holds=move || nobody(false)>
                <EmptyState
                    icon=IconName::Users
                    title=word!(sidebar.nobody_yet)
                    hint=word!(sidebar.nobody_yet_hint)
                />
            </When>
        </div>
    }
}
