//! Conversations and how far their members have come.

use std::fmt;

use surrealdb::types::{Bytes, RecordId, SurrealValue};

use super::record::Record;
use super::{DbError, MessageRow, record_id};
use crate::domain::{CommitNumber, ConversationId, Cursors, Receipts, Seq, UnixMillis, UserId};

/// A conversation as it stands. Prints no key.
#[derive(Clone, PartialEq, Eq)]
pub struct Conversation {
    pub id: ConversationId,
    /// The place of the latest message; zero before the first.
    pub last_seq: Seq,
    /// The latest message.
    pub last: Option<MessageRow>,
    /// The data key, sealed with the master key.
    pub wrapped_key: Vec<u8>,
    /// The version of the data key.
    pub key_version: u32,
    /// Each of them once: one for the notes to self.
    pub members: Vec<Member>,
}

impl Conversation {
    /// A member's cursors; `None` for a stranger.
    pub fn cursors_of(&self, user: UserId) -> Option<Cursors> {
        self.find_member(user).map(|member| member.cursors)
    }

    /// A member's place; `None` for a stranger.
    pub fn find_member(&self, user: UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.user == user)
    }

    /// How many messages are unseen by a member.
    pub fn unseen(&self, user: UserId) -> u64 {
        self.cursors_of(user).map_or(0, |cursors| cursors.unseen(self.last_seq))
    }

    pub(super) fn member_mut(&mut self, user: UserId) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.user == user)
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conversation")
            .field("id", &self.id)
            .field("last_seq", &self.last_seq)
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

/// Somebody who takes part in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub cursors: Cursors,
    /// What the others may know; `delivered` is that of the cursors.
    pub receipts: Receipts,
}

impl Member {
    /// The members of a new conversation of two people, or of one.
    pub(super) fn of_pair(id: &ConversationId) -> Vec<Self> {
        let begin =
            |user| Self { user, cursors: Cursors::default(), receipts: Receipts::default() };
        let (one, other) = id.pair();
        if one == other { vec![begin(one)] } else { vec![begin(one), begin(other)] }
    }
}

#[derive(SurrealValue)]
pub(super) struct ConversationRecord {
    id: RecordId,
    wrapped_key: Bytes,
    key_version: u32,
    last_seq: u64,
    changed_in: u64,
}

impl Record for ConversationRecord {
    const TABLE: &'static str = "conversation";
    const CHANGEABLE: &'static [&'static str] = &["last_seq", "changed_in"];
    const IS_PLAIN: bool = true;
}

impl ConversationRecord {
    pub fn new(conversation: &Conversation, changed_in: CommitNumber) -> Self {
        Self {
            id: record_id::of_conversation(&conversation.id),
            wrapped_key: conversation.wrapped_key.clone().into(),
            key_version: conversation.key_version,
            last_seq: conversation.last_seq.0,
            changed_in: changed_in.0,
        }
    }

    /// The conversation, still without its members and its latest message.
    pub fn read(self) -> Result<(Conversation, CommitNumber), DbError> {
        let conversation = Conversation {
            id: record_id::conversation(&self.id)?,
            last_seq: Seq(self.last_seq),
            last: None,
            wrapped_key: self.wrapped_key.to_vec(),
            key_version: self.key_version,
            members: vec![],
        };
        Ok((conversation, CommitNumber(self.changed_in)))
    }
}

#[derive(SurrealValue)]
pub(super) struct MemberRecord {
    id: RecordId,
    delivered: u64,
    delivered_at: Option<i64>,
    seen: u64,
    own_after_seen: u64,
    seen_shown: u64,
    seen_at: Option<i64>,
    changed_in: u64,
}

impl Record for MemberRecord {
    const TABLE: &'static str = "member";
    const CHANGEABLE: &'static [&'static str] = &[
        "delivered",
        "delivered_at",
        "seen",
        "own_after_seen",
        "seen_shown",
        "seen_at",
        "changed_in",
    ];
    const IS_PLAIN: bool = true;
}

impl MemberRecord {
    pub fn new(conversation: &ConversationId, member: &Member, changed_in: CommitNumber) -> Self {
        Self {
            id: record_id::of_member(conversation, member.user),
            delivered: member.cursors.delivered.0,
            delivered_at: member.receipts.delivered_at.map(|at| at.0),
            seen: member.cursors.seen.0,
            own_after_seen: member.cursors.own_after_seen,
            seen_shown: member.receipts.seen.0,
            seen_at: member.receipts.seen_at.map(|at| at.0),
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<(ConversationId, Member, CommitNumber), DbError> {
        let (conversation, user) = record_id::member(&self.id)?;
        let cursors = Cursors {
            delivered: Seq(self.delivered),
            seen: Seq(self.seen),
            own_after_seen: self.own_after_seen,
        };
        let receipts = Receipts {
            delivered: Seq(self.delivered),
            delivered_at: self.delivered_at.map(UnixMillis),
            seen: Seq(self.seen_shown),
            seen_at: self.seen_at.map(UnixMillis),
        };
        Ok((conversation, Member { user, cursors, receipts }, CommitNumber(self.changed_in)))
    }
}
