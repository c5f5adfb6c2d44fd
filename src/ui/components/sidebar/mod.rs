//! Everyone, and what they last wrote.

mod contact_line;
mod contact_list;
mod own_line;
mod search_field;
mod setting;
mod status_menu;

use leptos::prelude::*;

use crate::i18n::word;
use contact_list::ContactList;
use own_line::OwnLine;
use search_field::SearchField;

/// The left pane. `searched` is what the page was asked to search for, `refused` why a setting was
/// refused, both without JavaScript.
#[component]
pub fn Sidebar(searched: String, refused: Option<String>) -> impl IntoView {
    view! {
        <OwnLine refused />
        <SearchField searched />
        <nav class="flex min-h-0 flex-1 flex-col" aria-label=word!(sidebar.label)>
            <ContactList />
        </nav>
    }
}
