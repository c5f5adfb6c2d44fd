//! People, and what of theirs was not seen yet.

use axum::Json;
use axum::extract::State;
use axum::http::Method;
use axum::routing::on;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::ProblemDetails;
use super::operation::{Operation, integer};
use super::params::{Me, Params};
use super::refusal::out_of_range;
use super::timestamp::Timestamp;
use crate::domain::{CONTACTS_PER_PAGE, Contact, Status, UserId};
use crate::server::App;
use crate::server::service::people;

/// A person, and the conversation one has, or could have, with them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    #[schema(value_type = String, format = "uuid")]
    id: UserId,
    #[schema(example = "bo")]
    username: String,
    #[schema(example = "Bo Berg")]
    full_name: String,
    email: Option<String>,
    bio: String,
    /// The account is gone; what was written stays.
    is_deleted: bool,
    /// At least one of their tabs or programs is connected.
    online: bool,
    /// When the last one left.
    last_seen: Option<Timestamp>,
    status: StatusName,
    /// Until when they are busy, if that ends by itself.
    busy_until: Option<Timestamp>,
    /// How many of their messages were not seen yet.
    unseen_messages: u64,
    /// How many messages there are: the place of the latest.
    last_seq: u64,
    last_message: Option<LastMessage>,
}

/// Whether others' messages reach a person.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum StatusName {
    Available,
    Busy,
}

/// The latest message, in short.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LastMessage {
    #[schema(value_type = String, format = "uuid")]
    sender: UserId,
    /// Its beginning, on one line.
    preview: String,
    sent_at: Timestamp,
}

/// Some of the people: conversations by latest message first, then the others by name.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Users {
    users: Vec<User>,
    /// How many lie before these.
    offset: u64,
    /// How many there are in all, of those that match.
    total: u64,
    has_more: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Which {
    #[serde(default)]
    search: String,
    #[serde(default)]
    offset: u64,
    #[serde(default)]
    limit: Option<u64>,
}

/// The largest number that JSON's readers agree on.
pub(super) const NUMBER_MAX: u64 = (1 << 53) - 1;
const SEARCH_MAX_CHARS: usize = 100;

pub(super) fn operations() -> Vec<Operation> {
    let mut limit = integer(1, CONTACTS_PER_PAGE as u64);
    limit["default"] = CONTACTS_PER_PAGE.into();
    let search = json!({ "type": "string", "maxLength": SEARCH_MAX_CHARS });
    vec![
        Operation::new(
            Method::GET,
            "/api/users",
            |method| on(method, list),
            ("People", "listUsers"),
            "Everybody, with how many of their messages are unseen",
        )
        .query("search", "Only whose name or username has this in it.", &search)
        .query("offset", "How many to leave out.", &integer(0, NUMBER_MAX))
        .query("limit", "How many at most.", &limit)
        .gives::<Users>(200, "Some of the people."),
    ]
}

async fn list(
    State(app): State<App>,
    Me(me): Me,
    Params(which): Params<Which>,
) -> Result<Json<Users>, ProblemDetails> {
    let limits = 1..=CONTACTS_PER_PAGE as u64;
    let limit = which.limit.unwrap_or(*limits.end());
    if !limits.contains(&limit) {
        return Err(out_of_range("limit", &limits));
    }
    if which.offset > NUMBER_MAX {
        return Err(out_of_range("offset", &(0..=NUMBER_MAX)));
    }
    if which.search.chars().count() > SEARCH_MAX_CHARS {
        return Err(out_of_range("search", &(0..=SEARCH_MAX_CHARS as u64)));
    }
    let offset = usize::try_from(which.offset).unwrap_or(usize::MAX);
    let page = people::list_contacts(&app, &me, &which.search, offset)?;
    let (offset, total) = (page.offset as u64, page.total as u64);
    let limit = usize::try_from(limit).unwrap_or(CONTACTS_PER_PAGE);
    let users: Vec<User> = page.contacts.into_iter().take(limit).map(User::from).collect();
    let has_more = offset + (users.len() as u64) < total;
    Ok(Json(Users { users, offset, total, has_more }))
}

impl From<Contact> for User {
    fn from(contact: Contact) -> Self {
        let (unseen_messages, last_seq) = (contact.unseen(), contact.last_seq().0);
        let person = contact.person;
        let (status, busy_until) = tell_status(person.status);
        let last_message = contact.last.map(|last| LastMessage {
            sender: last.sender,
            preview: last.preview,
            sent_at: last.sent_at.into(),
        });
        Self {
            id: person.id,
            username: person.username.as_str().to_owned(),
            full_name: person.full_name.as_str().to_owned(),
            email: person.email.map(|email| email.as_str().to_owned()),
            bio: person.bio.as_str().to_owned(),
            is_deleted: person.is_deleted,
            online: person.presence.online,
            last_seen: person.presence.last_seen.map(Timestamp::from),
            status,
            busy_until,
            unseen_messages,
            last_seq,
            last_message,
        }
    }
}

pub(super) fn tell_status(status: Status) -> (StatusName, Option<Timestamp>) {
    match status {
        Status::Available => (StatusName::Available, None),
        Status::Busy { until } => (StatusName::Busy, until.map(Timestamp::from)),
    }
}
