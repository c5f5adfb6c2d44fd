//! Sending, and having seen.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::encoding::Answer;
#[cfg(feature = "ssr")]
use crate::domain::Seq;
use crate::domain::{Cursors, Problem};
use crate::protocol::ServerFrame;
#[cfg(feature = "ssr")]
use crate::server::service::{conversations, messages};

/// Sends a message; answers as the socket does, once it is durable: `MessageSent`, or `MessageHeld`
/// where it waits for somebody Busy. The same client id again gets the first one's answer.
#[server(prefix = "/api", endpoint = "send_message", input = PostUrl, output = Answer)]
pub async fn send_message(
    conversation: String,
    client_id: String,
    body: String,
) -> Result<ServerFrame, Problem> {
    let door = super::door::Door::open();
    let sent = async {
        let (me, conversation) = (door.member()?, conversation.parse()?);
        messages::send(&door.app, &me, &conversation, client_id.parse()?, &body).await
    };
    let sent = sent.await.map(|sent| sent.frame);
    door.answer(sent)
}

/// Takes back an own message that waits for somebody Busy: `HeldTakenBack`, or `MessageSent` where it
/// is too late.
#[server(prefix = "/api", endpoint = "take_back", input = PostUrl, output = Answer)]
pub async fn take_back(conversation: String, client_id: String) -> Result<ServerFrame, Problem> {
    let door = super::door::Door::open();
    let taken = async {
        let (me, conversation) = (door.member()?, conversation.parse()?);
        messages::take_back(&door.app, &me, &conversation, client_id.parse()?).await
    };
    let taken = taken.await;
    door.answer(taken)
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
