//! Messages, sealed.

use std::fmt;
use std::sync::Arc;

use surrealdb::types::{Bytes, RecordId, SurrealValue, Variables};

use super::engine::Engine;
use super::record::Record;
use super::{DbError, HeldRow, record_id};
use crate::domain::{ClientId, CommitNumber, ConversationId, Seq, UnixMillis, UserId};

/// A message as it is kept. Prints nothing of its body.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageRow {
    pub conversation: ConversationId,
    pub seq: Seq,
    pub sender: UserId,
    pub client_id: ClientId,
    /// The sealed body.
    pub sealed: Vec<u8>,
    /// The version of the data key that sealed it.
    pub key_version: u32,
    /// When it became durable, by the server's clock; never before the one before it.
    pub sent_at: UnixMillis,
}

impl fmt::Debug for MessageRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageRow")
            .field("conversation", &self.conversation)
            .field("seq", &self.seq)
            .field("sender", &self.sender)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A message to be written. Prints nothing of its body.
#[derive(Clone)]
pub struct NewMessage {
    pub conversation: ConversationId,
    pub sender: UserId,
    pub client_id: ClientId,
    pub sealed: Vec<u8>,
    pub key_version: u32,
}

impl fmt::Debug for NewMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewMessage")
            .field("conversation", &self.conversation)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// A message that is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// What is kept under the client id: for a repeated one the first, whatever was sent now and
    /// wherever to.
    pub message: MessageRow,
    /// The client id had been used before.
    pub repeated: bool,
    /// The commit that wrote the message.
    pub commit: CommitNumber,
}

/// What became of a message that was to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It has its place in the conversation.
    Appended(Appended),
    /// It waits for a Busy person. `repeated`: the client id had been used before.
    Held { message: Arc<HeldRow>, repeated: bool },
    /// It waited, and was taken back: this is a copy that comes late.
    TakenBack,
}

/// What became of a message that was to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// It waited, and is gone.
    Gone(ConversationId),
    /// Too late: it has its place in the conversation.
    Sent(Appended),
    /// There is none of that client id.
    Unknown,
}

/// What makes a message the same message.
pub(super) type Origin = (UserId, ClientId);

#[derive(SurrealValue)]
pub(super) struct MessageRecord {
    id: RecordId,
    sender: RecordId,
    client_id: uuid::Uuid,
    sealed: Bytes,
    key_version: u32,
    sent_at: i64,
    changed_in: u64,
}

impl Record for MessageRecord {
    const TABLE: &'static str = "message";
    const CHANGEABLE: &'static [&'static str] = &[];
    const IS_PLAIN: bool = true;
}

impl MessageRecord {
    pub fn new(message: &MessageRow, changed_in: CommitNumber) -> Self {
        Self {
            id: record_id::of_message(&message.conversation, message.seq),
            sender: record_id::of_uuid("user", message.sender.as_uuid()),
            client_id: message.client_id.as_uuid(),
            sealed: message.sealed.clone().into(),
            key_version: message.key_version,
            sent_at: message.sent_at.0,
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<(MessageRow, CommitNumber), DbError> {
        let (conversation, seq) = record_id::message(&self.id)?;
        let message = MessageRow {
            conversation,
            seq,
            sender: record_id::uuid(&self.sender)?.into(),
            client_id: self.client_id.into(),
            sealed: self.sealed.to_vec(),
            key_version: self.key_version,
            sent_at: UnixMillis(self.sent_at),
        };
        Ok((message, CommitNumber(self.changed_in)))
    }
}

/// Which message a client id became.
#[derive(SurrealValue)]
pub(super) struct SentRecord {
    id: RecordId,
    message: RecordId,
}

impl Record for SentRecord {
    const TABLE: &'static str = "sent";
    const CHANGEABLE: &'static [&'static str] = &[];
    const IS_PLAIN: bool = true;
}

impl SentRecord {
    pub fn new(message: &MessageRow) -> Self {
        Self {
            id: record_id::of_origin((message.sender, message.client_id)),
            message: record_id::of_message(&message.conversation, message.seq),
        }
    }
}

fn window(conversation: &ConversationId, first: Seq, last: Seq) -> Variables {
    let mut variables = Variables::new();
    variables.insert("c", conversation.as_str());
    variables.insert("a", first.0);
    variables.insert("e", last.0);
    variables
}

/// The messages `first..=last`, ascending: an exact window of ids, nothing else is read.
pub(super) async fn list_window(
    engine: &Engine,
    conversation: &ConversationId,
    first: Seq,
    last: Seq,
) -> Result<Vec<MessageRow>, DbError> {
    let text = "SELECT * FROM message:[$c,$a]..=[$c,$e]";
    let records: Vec<MessageRecord> =
        engine.select(text, window(conversation, first, last)).await?;
    records.into_iter().map(|record| Ok(record.read()?.0)).collect()
}

/// Of the messages `first..=last` those that were written after `since`, ascending.
pub(super) async fn list_window_since(
    engine: &Engine,
    conversation: &ConversationId,
    first: Seq,
    last: Seq,
    since: CommitNumber,
) -> Result<Vec<MessageRow>, DbError> {
    let mut variables = window(conversation, first, last);
    variables.insert("n", since.0);
    let text = "SELECT * FROM message:[$c,$a]..=[$c,$e] WHERE changed_in>$n";
    let records: Vec<MessageRecord> = engine.select(text, variables).await?;
    records.into_iter().map(|record| Ok(record.read()?.0)).collect()
}

/// How many of the messages `first..=last` are this person's own. Reads all of them.
pub(super) async fn count_own(
    engine: &Engine,
    conversation: &ConversationId,
    user: UserId,
    first: Seq,
    last: Seq,
) -> Result<u64, DbError> {
    if first > last {
        return Ok(0);
    }
    let mut variables = window(conversation, first, last);
    variables.insert("s", record_id::of_uuid("user", user.as_uuid()));
    let text = "RETURN count(SELECT VALUE sent_at FROM message:[$c,$a]..=[$c,$e] WHERE sender=$s)";
    engine.select(text, variables).await
}

/// The messages that were sent under these client ids already, with the commits that wrote them.
pub(super) async fn list_by_origin(
    engine: &Engine,
    origins: &[Origin],
) -> Result<Vec<(MessageRow, CommitNumber)>, DbError> {
    let asked = origins.iter().map(|origin| record_id::of_origin(*origin)).collect();
    let sent: Vec<SentRecord> = engine.list_rows(asked).await?;
    let ids = sent.into_iter().map(|sent| sent.message).collect();
    let records: Vec<MessageRecord> = engine.list_rows(ids).await?;
    records.into_iter().map(MessageRecord::read).collect()
}
