//! One open conversation.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::open_username::open_username;
use crate::ui::components::conversation::OpenConversation;

/// The right pane of `/c/<username>`.
#[component]
pub fn ConversationPane() -> impl IntoView {
    let path = use_location().pathname;
    // Of the address that leads away from here nothing is opened any more.
    let username = Memo::new(move |before: Option<&String>| {
        let named = path.with(|path| open_username(path));
        named.or_else(|| before.cloned()).unwrap_or_default()
    });
    view! { <OpenConversation username /> }
}
