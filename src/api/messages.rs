//! Sending, and having seen.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::encoding::Answer;
#[cfg(feature = "ssr")]
use crate::domain::Seq;
use crate::domain::{Cursors, Message, Problem};
#[cfg(feature = "ssr")]
use crate::server::service::{conversations, messages};

/// Sends a message; returns it once it is durable. The same client id again returns the first one.
#[server(prefix = "/api", endpoint = "send_message", input = PostUrl, output = Answer)]
pub async fn send_message(
    conversation: String,
    client_id: String,
    body: String,
) -> Result<Message, Problem> {
    let door = super::door::Door::open();
    let sent = async {
        let (me, conversation) = (door.member()?, conversation.parse()?);
        messages::send(&door.app, &me, &conversation, client_id.parse()?, &body).await
    };
    let sent = sent.await.map(|sent| sent.message);
    door.answer(sent)
}

/// Everything up to `seq` was on this person's screen.
#[server(prefix = "/api", endpoint = "mark_seen", input = PostUrl, output = Answer)]
pub async fn mark_seen(conversation: String, seq: u64) -> Result<Cursors, Problem> {
    let door = super::door::Door::open();
    let moved = async {
        let (me, conversation) = (door.member()?, conversation.parse()?);
        conversations::mark_seen(&door.app, &me, &conversation, Seq(seq)).await
    };
    let moved = moved.await;
    door.answer(moved)
}
