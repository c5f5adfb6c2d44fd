//! A conversation that is on its way.

use leptos::prelude::*;

use super::header::Header;
use crate::ui::live::expect_chat;

/// With whom it will be, where the sidebar knows; the rest is there in a moment.
#[component]
pub fn Opening(username: String) -> impl IntoView {
    let contact = expect_chat().find_by_username(&username);
    view! {
        {contact.map(|contact| view! { <Header contact /> }.into_any())}
        <div class="flex-1" aria-busy="true"></div>
    }
}
