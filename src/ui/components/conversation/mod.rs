//! What two people write to each other.

mod composer;
mod header;
mod link_banner;
mod message_line;
mod message_log;
mod message_state;
mod rows;
mod screen;
mod seen_form;

use leptos::prelude::*;
use leptos_meta::Title;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::live::{Draft, expect_chat};
use composer::Composer;
use header::Header;
use link_banner::LinkBanner;
use message_log::MessageLog;
use seen_form::SeenForm;

/// The open conversation with this contact.
#[component]
pub fn Conversation(contact: Contact) -> impl IntoView {
    let chat = expect_chat();
    let is_notes = contact.person.id == chat.me().id;
    let name = if is_notes {
        word!(sidebar.notes).to_owned()
    } else {
        contact.person.full_name.to_string()
    };
    let draft = Draft::new(chat, contact.conversation.clone());
    view! {
        <Title text=format!("{name} · {}", word!(app.name)) />
        <Header person=contact.person.clone() name=name.clone() is_notes />
        <LinkBanner />
        <MessageLog name=name.clone() is_notes draft />
        <SeenForm contact=contact.clone() />
        <Composer conversation=contact.conversation name is_notes draft />
    }
}
