//! Opening a conversation and reading back in it.

use leptos::prelude::*;

use super::encoding::Answer;
use crate::domain::{ConversationView, Message, Problem};
#[cfg(feature = "ssr")]
use crate::domain::{Seq, Username};
#[cfg(feature = "ssr")]
use crate::server::service::conversations;

/// The conversation with the person of that name: the latest messages, or the last ones before
/// `before`.
#[server(prefix = "/api", endpoint = "get_conversation", output = Answer)]
pub async fn get_conversation(
    username: String,
    #[server(default)] before: Option<u64>,
) -> Result<ConversationView, Problem> {
    let door = super::door::Door::open();
    let opened = async {
        let (me, username) = (door.member()?, Username::parse(&username)?);
        conversations::open(&door.app, &me, &username, before.map(Seq)).await
    };
    let opened = opened.await;
    door.answer(opened)
}

/// Up to 50 messages of a conversation before `before`, oldest first.
#[server(prefix = "/api", endpoint = "page_messages", output = Answer)]
pub async fn page_messages(conversation: String, before: u64) -> Result<Vec<Message>, Problem> {
    let door = super::door::Door::open();
    let page = async {
        let (me, conversation) = (door.member()?, conversation.parse()?);
        conversations::page_messages(&door.app, &me, &conversation, Seq(before)).await
    };
    let page = page.await;
    door.answer(page)
}
