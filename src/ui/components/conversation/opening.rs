//! A conversation that is on its way.

use leptos::prelude::*;

use super::header::Header;
use crate::ui::live::expect_chat;

/// With whom it will be, where the sidebar knows; the rest is there in a moment.
#[component]
pub fn Opening(username: String) -> impl IntoView {
    let contacts = expect_chat().contacts();
    let person = contacts.with_untracked(|contacts| {
        let known = contacts.iter().find(|contact| contact.person.username.as_str() == username);
        known.map(|contact| contact.person.clone())
    });
    view! {
        {person.map(|person| view! { <Header person /> })}
        <div class="flex-1" aria-busy="true"></div>
    }
}
