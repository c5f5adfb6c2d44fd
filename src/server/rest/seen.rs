//! Having seen messages.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::routing::on;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ProblemDetails;
use super::address::MessageId;
use super::given::Perhaps;
use super::operation::Operation;
use super::params::{Me, Named};
use super::people::NUMBER_MAX;
use super::refusal::invalid;
use super::timestamp::Timestamp;
use super::whole::Whole;
use crate::domain::{self, ConversationId, ProblemCode, Seq};
use crate::server::auth::CurrentUser;
use crate::server::service::{conversations, people};
use crate::server::{App, Error};

/// How far.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UpTo {
    /// The place of the last message that was seen; all of them if it is not given.
    #[schema(value_type = Option<u64>, minimum = 0, maximum = 9007199254740991_u64)]
    #[serde(default)]
    up_to: Option<Whole>,
}

/// How far a person has come, as they alone know it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cursors {
    /// Everything up to this place was received by one of the person's clients.
    delivered: u64,
    /// Everything up to this place was seen.
    seen: u64,
}

/// How far another has come, as far as one may know.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Receipts {
    delivered: u64,
    delivered_at: Option<Timestamp>,
    /// Zero where one of the two sends no seen receipts.
    seen: u64,
    seen_at: Option<Timestamp>,
}

/// How a conversation stands after it was seen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Seen {
    cursors: Cursors,
    /// How many of the other's messages are still unseen.
    unseen_messages: u64,
}

pub(super) fn operations() -> Vec<Operation> {
    let about = "\
        A person's id or username, a former one too: then everything up to `upTo` is seen, or, \
        without it, everything that there is. Or a message's `id`: then everything up to that one.";
    let schema = serde_json::json!({ "type": "string", "minLength": 2, "maxLength": 85 });
    vec![
        Operation::new(
            Method::PUT,
            "/api/messages/{user}/seen",
            |method| on(method, mark),
            ("Messages", "markSeen"),
            "Mark messages as seen",
        )
        .about("Never moves back. The other is shown it, unless one of the two sends no receipts.")
        .named("user", about, &schema)
        .may_take::<UpTo>()
        .gives::<Seen>(200, "How far one has come now."),
    ]
}

async fn mark(
    State(app): State<App>,
    Me(me): Me,
    Named(what): Named,
    Perhaps(how_far): Perhaps<UpTo>,
) -> Result<Json<Seen>, ProblemDetails> {
    let how_far = how_far.and_then(|how_far| how_far.up_to);
    let (conversation, seq) = match what.parse::<MessageId>() {
        Ok(_) if how_far.is_some() => {
            return Err(invalid(Some("upTo"), "only where the address names a person"));
        }
        Ok(message) => (message.conversation, message.seq),
        Err(_) => {
            let other = people::get_by_address(&app, &what)?;
            let Whole(how_far) = how_far.unwrap_or(Whole(NUMBER_MAX));
            (ConversationId::of_pair(me.user, other.id), Seq(how_far))
        }
    };
    let last = last_seq(&app, &me, &conversation)?;
    if seq > last && what.parse::<MessageId>().is_ok() {
        return Err(ProblemCode::NotFound.into());
    }
    // Where nothing was written yet there is nothing to be marked.
    let cursors = match last {
        Seq::ZERO => domain::Cursors::default(),
        _ => conversations::mark_seen(&app, &me, &conversation, seq).await?,
    };
    let unseen_messages = cursors.unseen(last_seq(&app, &me, &conversation)?);
    Ok(Json(Seen { cursors: cursors.into(), unseen_messages }))
}

/// How far one's conversation has come.
fn last_seq(app: &App, me: &CurrentUser, conversation: &ConversationId) -> Result<Seq, Error> {
    let other = conversation.other(me.user).ok_or(ProblemCode::NotFound)?;
    let other = people::get_by_address(app, &other.to_string())?;
    Ok(people::contact(app, me, other)?.last_seq())
}

impl From<domain::Cursors> for Cursors {
    fn from(cursors: domain::Cursors) -> Self {
        Self { delivered: cursors.delivered.0, seen: cursors.seen.0 }
    }
}

impl From<domain::Receipts> for Receipts {
    fn from(receipts: domain::Receipts) -> Self {
        Self {
            delivered: receipts.delivered.0,
            delivered_at: receipts.delivered_at.map(Timestamp::from),
            seen: receipts.seen.0,
            seen_at: receipts.seen_at.map(Timestamp::from),
        }
    }
}
