//! From one conversation to the next.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Conversation;
use super::first::{FirstOnPage, Opened};
use super::opening::Opening;
use super::unopened::Unopened;
use crate::domain::{Contact, Problem};
use crate::ui::effect::effect;
use crate::ui::live::{Chat, expect_chat};

/// What the pane shows.
#[derive(Clone)]
enum Pane {
    Opening(String),
    Open { contact: Box<Contact>, take_focus: bool },
    Unopened(Problem),
}

impl Pane {
    fn of(chat: Chat, opened: Opened, take_focus: bool) -> Self {
        match opened.answer {
            Ok(view) => {
                let contact = view.contact.clone();
                chat.open(view);
                Self::Open { contact: Box::new(contact), take_focus }
            }
            Err(problem) => Self::Unopened(problem),
        }
    }
}

/// The conversation with whoever `username` names, beginning with the page's first one. Between two
/// of them neither is shown: what is typed must not go to the one before.
#[component]
pub fn OpenConversation(username: Memo<String>) -> impl IntoView {
    let chat = expect_chat();
    let wanted = username.get_untracked();
    let first = FirstOnPage::find().and_then(|first| first.opened);
    let first = first.filter(|opened| opened.username == wanted);
    FirstOnPage::use_up_on_cleanup();
    let mut shown = first.as_ref().map(|opened| opened.username.clone());
    let pane = RwSignal::new(match first {
        Some(opened) => Pane::of(chat, opened, false),
        None => Pane::Opening(wanted),
    });
    effect(move || {
        let wanted = username.get();
        if shown.as_ref() != Some(&wanted) {
            shown = Some(wanted.clone());
            chat.close_conversation();
            pane.set(Pane::Opening(wanted.clone()));
            let asked = wanted;
            spawn_local(async move {
                let opened = Opened::fetch(asked.clone(), None).await;
                if username.try_get_untracked() == Some(asked) {
                    pane.set(Pane::of(chat, opened, true));
                }
            });
        }
    });
    let shown = move || match pane.get() {
        Pane::Opening(username) => view! { <Opening username /> }.into_any(),
        Pane::Open { contact, take_focus } => {
            view! { <Conversation contact=*contact take_focus /> }.into_any()
        }
        Pane::Unopened(problem) => view! { <Unopened problem /> }.into_any(),
    };
    view! { {move || Some(shown())} }
}
