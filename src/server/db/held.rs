//! Messages that wait for a Busy person, sealed.

use std::fmt;

use surrealdb::types::{Bytes, RecordId, SurrealValue};

use super::message::Origin;
use super::record::Record;
use super::{DbError, NewMessage, record_id};
use crate::domain::{ClientId, CommitNumber, ConversationId, UnixMillis, UserId};

/// A message that waits: durable, and not part of its conversation yet. Prints nothing of its body.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Its place in the order in which everything that waits will be released.
    pub place: u64,
    pub conversation: ConversationId,
    pub sender: UserId,
    pub client_id: ClientId,
    /// The sealed body.
    pub sealed: Vec<u8>,
    /// The version of the data key that sealed it.
    pub key_version: u32,
    pub held_at: UnixMillis,
}

impl HeldRow {
    pub(super) fn origin(&self) -> Origin {
        (self.sender, self.client_id)
    }

    /// For whom it waits.
    pub(super) fn receiver(&self) -> UserId {
        self.conversation.other(self.sender).expect("the sender is a member")
    }

    /// The message that it will be.
    pub(super) fn to_new_message(&self) -> NewMessage {
        NewMessage {
            conversation: self.conversation.clone(),
            sender: self.sender,
            client_id: self.client_id,
            sealed: self.sealed.clone(),
            key_version: self.key_version,
        }
    }
}

impl fmt::Debug for HeldRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldRow")
            .field("place", &self.place)
            .field("conversation", &self.conversation)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

#[derive(SurrealValue)]
pub(super) struct HeldRecord {
    id: RecordId,
    conversation: RecordId,
    sender: RecordId,
    client_id: uuid::Uuid,
    sealed: Bytes,
    key_version: u32,
    held_at: i64,
    changed_in: u64,
}

impl Record for HeldRecord {
    const TABLE: &'static str = "held";
    const CHANGEABLE: &'static [&'static str] = &[];
}

impl HeldRecord {
    pub fn new(held: &HeldRow, changed_in: CommitNumber) -> Self {
        Self {
            id: record_id::of_held(held.place),
            conversation: record_id::of_conversation(&held.conversation),
            sender: record_id::of_uuid("user", held.sender.as_uuid()),
            client_id: held.client_id.as_uuid(),
            sealed: held.sealed.clone().into(),
            key_version: held.key_version,
            held_at: held.held_at.0,
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<(HeldRow, CommitNumber), DbError> {
        let held = HeldRow {
            place: record_id::held(&self.id)?,
            conversation: record_id::conversation(&self.conversation)?,
            sender: record_id::uuid(&self.sender)?.into(),
            client_id: self.client_id.into(),
            sealed: self.sealed.to_vec(),
            key_version: self.key_version,
            held_at: UnixMillis(self.held_at),
        };
        if !held.conversation.has_member(held.sender) {
            return Err(record_id::unreadable(&self.id));
        }
        Ok((held, CommitNumber(self.changed_in)))
    }
}
