//! How an export is written: for people and programs that know nothing of Natter.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::{HeldMessage, Message, Person, SessionView, UnixMillis, UserId};
use crate::server::Error;
use crate::server::db::User;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Profile {
    id: String,
    username: String,
    full_name: String,
    email: Option<String>,
    bio: String,
    created_at: String,
    sends_seen_receipts: bool,
    exported_at: String,
}

impl Profile {
    pub fn of(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            username: user.username.to_string(),
            full_name: user.full_name.to_string(),
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            bio: user.bio.to_string(),
            created_at: rfc_3339(user.created_at),
            sends_seen_receipts: user.sends_seen,
            exported_at: rfc_3339(UnixMillis::now()),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionLine {
    /// Of a program's token.
    name: Option<String>,
    scope: &'static str,
    user_agent: String,
    created_at: String,
    last_used: String,
    expires_at: String,
}

impl SessionLine {
    pub fn of(session: &SessionView) -> Self {
        Self {
            name: session.name.clone(),
            scope: session.scope.name(),
            user_agent: session.user_agent.clone(),
            created_at: rfc_3339(session.created_at),
            last_used: rfc_3339(session.last_used),
            expires_at: rfc_3339(session.expires_at),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ConversationHead {
    with_username: String,
    with_full_name: String,
    is_notes_to_self: bool,
    is_deleted_account: bool,
}

impl ConversationHead {
    pub fn with(other: &Person, me: UserId) -> Self {
        Self {
            with_username: other.username.to_string(),
            with_full_name: other.full_name.to_string(),
            is_notes_to_self: other.id == me,
            is_deleted_account: other.is_deleted,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WrittenMessage {
    /// Its number in the conversation; none while it waits for somebody busy.
    number: Option<u64>,
    /// A username, or `me`.
    from: String,
    at: String,
    text: String,
}

impl WrittenMessage {
    pub fn sent(message: &Message, from: String) -> Self {
        let (number, at) = (Some(message.seq.0), rfc_3339(message.sent_at));
        Self { number, from, at, text: message.body.as_str().to_owned() }
    }

    pub fn waiting(message: &HeldMessage) -> Self {
        let (from, at) = ("me".to_owned(), rfc_3339(message.held_at));
        Self { number: None, from, at, text: message.body.as_str().to_owned() }
    }
}

/// A conversation as JSON, made piece by piece: its head with a list of messages, one a line.
pub(super) struct Exported {
    bytes: Vec<u8>,
    is_empty: bool,
}

impl Exported {
    pub fn begin(head: &ConversationHead) -> Result<Self, Error> {
        let mut bytes = json(head)?;
        // The list comes before the brace that closes the head.
        bytes.pop();
        bytes.extend(b",\"messages\":[");
        Ok(Self { bytes, is_empty: true })
    }

    pub fn add(&mut self, message: &WrittenMessage) -> Result<(), Error> {
        self.bytes.extend(if self.is_empty { "\n" } else { ",\n" }.as_bytes());
        self.bytes.extend(json(message)?);
        self.is_empty = false;
        Ok(())
    }

    /// What was made since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    pub fn end(mut self) -> Vec<u8> {
        self.bytes.extend(b"\n]}\n");
        self.bytes
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))
}

/// "2025-11-21T14:05:09.123Z"
fn rfc_3339(at: UnixMillis) -> String {
    Timestamp::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_conversation_is_json_however_many_messages_it_has() {
        let head = || ConversationHead {
            with_username: "bo".into(),
            with_full_name: "Bo \"B\" Li".into(),
            is_notes_to_self: false,
            is_deleted_account: false,
        };
        for count in 0..3_u64 {
            let mut list = Exported::begin(&head()).unwrap();
            let mut written = vec![];
            for number in 1..=count {
                let (from, at) = ("bo".into(), rfc_3339(UnixMillis(number as i64)));
                let text = "two\nlines, \u{1F980}".into();
                list.add(&WrittenMessage { number: Some(number), from, at, text }).unwrap();
                written.extend(list.take());
            }
            written.extend(list.end());
            let read: Value = serde_json::from_slice(&written).unwrap();
            assert_eq!(read["withFullName"], "Bo \"B\" Li");
            assert_eq!(read["messages"].as_array().unwrap().len() as u64, count);
        }
    }

    #[test]
    fn times_are_written_as_rfc_3339_has_them() {
        assert_eq!(rfc_3339(UnixMillis(1_763_733_909_123)), "2025-11-21T14:05:09.123Z");
    }
}
