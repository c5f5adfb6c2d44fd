//! The list of contacts, or of what a search has found.

use leptos::prelude::*;

use super::contact_line::ContactLine;
use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName};
use crate::ui::live::expect_chat;

/// How near to its end the list is loaded further, in CSS pixels.
const LOAD_WITHIN_PX: i32 = 400;

/// Scrolls by itself; the next part is loaded as its end comes near, or by the link there.
#[component]
pub fn ContactList() -> impl IntoView {
    let chat = expect_chat();
    let (contacts, found) = (chat.contacts(), chat.search_results());
    let shown = Memo::new(move |_| found.get().unwrap_or_else(|| contacts.get()));
    let is_search = move || found.with(Option::is_some);
    let has_more = move || !is_search() && chat.has_more_contacts().get();
    let more = chat.next_contacts_offset();
    let on_scroll = move |event: leptos::ev::Event| {
        let list = event_target::<leptos::web_sys::Element>(&event);
        if list.scroll_top() + list.client_height() + LOAD_WITHIN_PX > list.scroll_height() {
            chat.load_more_contacts();
        }
    };
    view! {
        <div class="scroll-quiet flex min-h-0 flex-1 flex-col overflow-y-auto pb-[env(safe-area-inset-bottom)]" on:scroll=on_scroll>
            <ul role="list" class="flex flex-col gap-0.5 px-2 pt-0.5 pb-2">
                <For
                    each=move || shown.get()
                    key=|contact: &Contact| contact.person.id
                    children=|contact| view! { <ContactLine contact /> }
                />
            </ul>
            <Show when=has_more>
                <a
                    href=move || format!("/?people={}", more.get())
                    class="link mx-auto my-2 px-3 py-2 text-sm"
                    on:click=move |event| {
                        event.prevent_default();
                        chat.load_more_contacts();
                    }
                >
                    {word!(sidebar.more)}
                </a>
            </Show>
            <Show when=move || shown.with(Vec::is_empty) && is_search()>
                <EmptyState
                    icon=IconName::Search
                    title=word!(sidebar.nobody_found)
                    hint=word!(sidebar.nobody_found_hint)
                />
            </Show>
            <Show when=move || shown.with(Vec::is_empty) && !is_search()>
                <EmptyState
                    icon=IconName::Users
                    title=word!(sidebar.nobody_yet)
                    hint=word!(sidebar.nobody_yet_hint)
                />
            </Show>
        </div>
    }
}
