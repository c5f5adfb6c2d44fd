//! From one conversation to the next.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Conversation;
use super::opening::Opening;
use super::unopened::Unopened;
use crate::api;
use crate::domain::{Contact, ConversationView, Problem};
use crate::ui::live::{Chat, expect_chat};

/// What the pane shows.
#[derive(Clone)]
enum Pane {
    Opening(String),
    Open(Contact),
    Unopened(Problem),
}

impl Pane {
    fn of(chat: Chat, opened: Result<ConversationView, Problem>) -> Self {
        match opened {
            Ok(view) => {
                let contact = view.contact.clone();
                chat.open(view);
                Self::Open(contact)
            }
            Err(problem) => Self::Unopened(problem),
        }
    }
}

/// Shows the conversation that `asked` was answered with, and from then on the one with whoever
/// `username` names. Between two of them neither is shown: what is typed must not go to the one
/// before.
#[component]
pub fn OpenConversation(
    asked: String,
    opened: Result<ConversationView, Problem>,
    username: Memo<String>,
) -> impl IntoView {
    let chat = expect_chat();
    let pane = RwSignal::new(Pane::of(chat, opened));
    Effect::new(move |before: Option<String>| {
        let wanted = username.get();
        if before.as_ref().unwrap_or(&asked) != &wanted {
            pane.set(Pane::Opening(wanted.clone()));
            chat.close_conversation();
            let asked = wanted.clone();
            spawn_local(async move {
                let opened = api::get_conversation(asked.clone(), None).await;
                if username.try_get_untracked() == Some(asked) {
                    pane.set(Pane::of(chat, opened));
                }
            });
        }
        wanted
    });
    move || match pane.get() {
        Pane::Opening(username) => view! { <Opening username /> }.into_any(),
        Pane::Open(contact) => view! { <Conversation contact /> }.into_any(),
        Pane::Unopened(problem) => view! { <Unopened problem /> }.into_any(),
    }
}
