//! Reading and sending messages.

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::routing::on;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::ProblemDetails;
use super::address::MessageId;
use super::given::Given;
use super::operation::{Operation, USER, integer, user_name};
use super::params::{IdempotencyKey, Me, Named, Params};
use super::people::NUMBER_MAX;
use super::refusal::out_of_range;
use super::seen::{Cursors, Receipts};
use super::timestamp::Timestamp;
use crate::domain::{self, ClientId, ConversationId, HeldMessage, MESSAGES_PER_PAGE, Seq, UserId};
use crate::protocol::ServerFrame;
use crate::server::service::{conversations, messages, people};
use crate::server::{App, Error};

/// The most messages that are given at once.
const LIMIT_MAX: u64 = 100;

/// What to send.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewMessage {
    /// The text; white space around it is cut off.
    #[schema(min_length = 1, max_length = 4000, example = "Hello from a program")]
    body: String,
}

/// What has become of a message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    /// It is durable, and has its place.
    Sent,
    /// It is durable, and waits until the other is Available again.
    Waiting,
    /// It had been waiting, and its sender took it back.
    TakenBack,
}

/// A message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Message {
    /// Names it in addresses; `null` while it has no place.
    id: Option<String>,
    /// Its place in the conversation: 1, 2, 3 … without holes.
    seq: Option<u64>,
    /// What its sender's client named it by: the `Idempotency-Key`.
    #[schema(value_type = String, format = "uuid")]
    client_id: ClientId,
    #[schema(value_type = String, format = "uuid")]
    sender: UserId,
    body: String,
    state: Outcome,
    sent_at: Option<Timestamp>,
    /// Since when it waits.
    waiting_since: Option<Timestamp>,
}

/// Some messages of a conversation, in their order.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Messages {
    messages: Vec<Message>,
    /// There are more in the direction that was asked for: newer ones with `after`, else older ones.
    has_more: bool,
    /// The `before` to ask for the messages before these with; `null` if these begin with the first.
    before: Option<u64>,
    /// The `after` to ask for the messages after these with.
    after: u64,
    /// One's own that wait for the other, who is Busy, in the order in which they will be sent.
    waiting: Vec<Message>,
    /// How many of the other's messages were not seen yet.
    unseen_messages: u64,
    /// How far one has come oneself.
    cursors: Cursors,
    /// How far the other has come, as far as they show it.
    receipts: Receipts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    before: Option<u64>,
    after: Option<u64>,
    limit: Option<u64>,
}

pub(super) fn operations() -> Vec<Operation> {
    let mut limit = integer(1, LIMIT_MAX);
    limit["default"] = MESSAGES_PER_PAGE.into();
    let place = integer(0, NUMBER_MAX);
    vec![
        Operation::new(
            Method::GET,
            "/api/messages/{user}",
            |method| on(method, page),
            ("Messages", "listMessages"),
            "The messages with somebody",
        )
        .about(
            "The latest ones; with `before` those before a place, with `after` those from there on. \
             What was read here is not thereby seen.",
        )
        .named("user", USER, &user_name())
        .query("before", "Only messages before this place.", &place)
        .query("after", "Only messages after this place.", &place)
        .query("limit", "How many at most.", &limit)
        .gives::<Messages>(200, "Some messages, in their order."),
        send_at("/api/messages/send/{user}", "sendMessage"),
        send_at("/api/messages/{user}", "sendMessageAlias"),
    ]
}

fn send_at(path: &'static str, id: &'static str) -> Operation {
    let key = json!({ "type": "string", "format": "uuid" });
    Operation::new(
        Method::POST,
        path,
        |method| on(method, send),
        ("Messages", id),
        "Send a message",
    )
    .about(
        "Answers once the message is on disk. To somebody Busy it waits, and says so in `state`. \
             Repeated with the same `Idempotency-Key` it is the same one message.",
    )
    .named("user", USER, &user_name())
    .header("Idempotency-Key", "Names the message; without it the server does.", &key)
    .takes::<NewMessage>()
    .gives::<Message>(201, "It is durable.")
    .gives::<Message>(200, "It was there already; this is what became of it.")
    .may_refuse(409, "The key was used for another message, or the account is gone.")
}

async fn page(
    State(app): State<App>,
    Me(me): Me,
    Named(user): Named,
    Params(which): Params<Which>,
) -> Result<Json<Messages>, ProblemDetails> {
    let limit = which.limit.unwrap_or(MESSAGES_PER_PAGE);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(out_of_range("limit", &(1..=LIMIT_MAX)));
    }
    for (name, place) in [("before", which.before), ("after", which.after)] {
        if place.is_some_and(|place| place > NUMBER_MAX) {
            return Err(out_of_range(name, &(0..=NUMBER_MAX)));
        }
    }
    let other = people::get_by_address(&app, &user)?;
    let (after, before) = (which.after.map(Seq), which.before.map(Seq));
    let (view, has_more) = conversations::window(&app, &me, other, after, before, limit).await?;
    let (first, last) = (view.messages.first(), view.messages.last());
    let nowhere = || which.after.or(which.before.map(|place| place.saturating_sub(1)));
    let end = || nowhere().unwrap_or_default().min(view.contact.last_seq().0);
    Ok(Json(Messages {
        has_more,
        before: first.map(|first| first.seq.0).filter(|place| *place > 1),
        after: last.map_or_else(end, |last| last.seq.0),
        unseen_messages: view.contact.unseen(),
        cursors: view.contact.cursors.into(),
        receipts: view.receipts.into(),
        messages: view.messages.into_iter().map(Message::from).collect(),
        waiting: view.held.into_iter().map(|held| Message::waiting(me.user, held)).collect(),
    }))
}

async fn send(
    State(app): State<App>,
    Me(me): Me,
    Named(user): Named,
    IdempotencyKey(client_id): IdempotencyKey,
    Given(new): Given<NewMessage>,
) -> Result<(StatusCode, Json<Message>), ProblemDetails> {
    let other = people::get_by_address(&app, &user)?;
    let conversation = ConversationId::of_pair(me.user, other.id);
    let sent = messages::send(&app, &me, &conversation, client_id, &new.body).await?;
    let message = match sent.frame {
        ServerFrame::MessageSent { message, .. } => message.into(),
        ServerFrame::MessageHeld { message, .. } => Message::waiting(me.user, message),
        ServerFrame::HeldTakenBack { .. } => Message {
            id: None,
            seq: None,
            client_id,
            sender: me.user,
            body: new.body,
            state: Outcome::TakenBack,
            sent_at: None,
            waiting_since: None,
        },
        other => return Err(Error::Internal(format!("sending came to {other:?}")).into()),
    };
    let status = if sent.repeated { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(message)))
}

impl From<domain::Message> for Message {
    fn from(message: domain::Message) -> Self {
        let id = MessageId { conversation: message.conversation, seq: message.seq };
        Self {
            id: Some(id.to_string()),
            seq: Some(message.seq.0),
            client_id: message.client_id,
            sender: message.sender,
            body: message.body.as_str().to_owned(),
            state: Outcome::Sent,
            sent_at: Some(message.sent_at.into()),
            waiting_since: None,
        }
    }
}

impl Message {
    fn waiting(sender: UserId, held: HeldMessage) -> Self {
        Self {
            id: None,
            seq: None,
            client_id: held.client_id,
            sender,
            body: held.body.as_str().to_owned(),
            state: Outcome::Waiting,
            sent_at: None,
            waiting_since: Some(held.held_at.into()),
        }
    }
}
