//! One open conversation.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::open_username::open_username;
use crate::ui::components::conversation::OpenConversation;

/// The right pane of `/c/<username>`.
#[component]
pub fn ConversationPane() -> impl IntoView {
    let path = use_location().pathname;
    let username = Memo::new(move |_| path.with(|path| open_username(path)).unwrap_or_default());
    view! { <OpenConversation username /> }
}
