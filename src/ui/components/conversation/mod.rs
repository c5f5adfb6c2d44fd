//! What two people write to each other.

mod composer;
mod first;
mod header;
mod held_note;
mod jump;
mod link_banner;
mod message_line;
mod message_log;
mod message_state;
mod open_conversation;
mod opening;
mod profile;
mod receipt_times;
mod rows;
mod screen;
mod seen_form;
mod unopened;
mod unsent;
mod view_box;

use leptos::prelude::*;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::components::common::{BusyNote, PageTitle, When, shown_name};
use crate::ui::live::{Draft, expect_chat};
use composer::Composer;
pub use first::{First, FirstOnPage, Opened};
use header::Header;
use link_banner::LinkBanner;
use message_log::MessageLog;
pub use open_conversation::OpenConversation;
use seen_form::SeenForm;

/// The open conversation with this contact.
#[component]
fn Conversation(contact: Contact, take_focus: bool) -> impl IntoView {
    let chat = expect_chat();
    let me = chat.me().id;
    let (is_notes, name) = (contact.person.id == me, shown_name(&contact.person, me));
    let draft = Draft::new(chat, contact.conversation.clone());
    let (live, conversation) = (chat.contact(contact.clone()), contact.conversation.clone());
    let is_deleted = move || live.with(|contact| contact.person.is_deleted);
    view! {
        <PageTitle page=name.clone() />
        <Header contact=contact.clone() />
        <LinkBanner />
        <MessageLog contact=contact.clone() name=name.clone() is_notes draft />
        <SeenForm contact=contact.clone() />
        {(!is_notes)
            .then(|| {
                let (contact, name) = (chat.contact(contact.clone()), name.clone());
                view! { <BusyNote contact name back=None /> }.into_any()
            })}
        <When holds=move || !is_deleted()>
            <Composer
                conversation=conversation.clone()
                name=name.clone()
                is_notes
                draft
                take_focus
            />
        </When>
        <When holds=is_deleted>
            <p class="shrink-0 border-t border-line p-4 text-center text-sm text-muted">
                {word!(person.deleted_note)}
            </p>
        </When>
    }
}
