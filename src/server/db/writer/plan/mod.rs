//! What each operation means, given the heads and what the batch has staged so far.

mod accounts;
mod conversations;
mod edits;
mod waiting;

use std::collections::HashMap;

use super::batch::{Answer, Batch};
use super::lookups::Lookups;
use super::operation::{Operation, Reply};
use super::receipts::Receipt;
use super::staged::Staged;
use crate::domain::{CommitNumber, UnixMillis};
use crate::server::db::heads::Heads;
use crate::server::db::message::Origin;
use crate::server::db::record::Writes;
use crate::server::db::{Change, DbError, MessageRow};

/// A batch in the making.
pub(super) struct Plan<'a> {
    heads: &'a Heads,
    lookups: &'a Lookups,
    number: CommitNumber,
    now: UnixMillis,
    staged: Staged,
    sent: HashMap<Origin, MessageRow>,
    changes: Vec<Change>,
    answers: Vec<Answer>,
    /// To be written even if no row changes.
    is_check: bool,
    /// How many more messages may be released with this batch.
    may_release: usize,
}

/// How many messages that waited one batch releases at most; the rest follows with the next.
const RELEASE_MAX: usize = 200;

impl<'a> Plan<'a> {
    pub fn new(heads: &'a Heads, lookups: &'a Lookups) -> Self {
        Self {
            heads,
            lookups,
            number: heads.commit().next(),
            now: UnixMillis::now(),
            staged: Staged::default(),
            sent: HashMap::new(),
            changes: vec![],
            answers: vec![],
            is_check: false,
            may_release: RELEASE_MAX,
        }
    }

    pub fn into_batch(self) -> Batch {
        let is_written = self.is_check || !self.staged.is_empty();
        let writes = is_written.then(|| {
            let mut writes = Writes::default();
            self.staged.write_into(self.heads, self.number, &mut writes);
            writes
        });
        Batch {
            number: self.number,
            staged: self.staged,
            changes: self.changes,
            unseen: HashMap::new(),
            answers: self.answers,
            writes,
        }
    }

    pub fn add(&mut self, operation: Operation) {
        match operation {
            Operation::InsertUser(new, reply) => {
                let outcome = self.insert_user(new);
                self.answer(reply, outcome);
            }
            Operation::EditAccount(user, edit, reply) => {
                let outcome = self.edit_account(user, *edit);
                self.answer(reply, outcome);
            }
            Operation::InsertGrant(grant, reply) => {
                self.insert_grant(grant);
                self.answer(reply, Ok(()));
            }
            Operation::InsertSession(new, reply) => {
                let outcome = self.insert_session(new);
                self.answer(reply, outcome);
            }
            Operation::RenewSession { session, last_used, expires_at, reply } => {
                let outcome = self.renew_session(session, last_used, expires_at);
                self.answer(reply, outcome);
            }
            Operation::RevokeSession(session, reply) => {
                self.revoke_session(session);
                self.answer(reply, Ok(()));
            }
            Operation::EnsureConversation { id, wrapped_key, key_version, reply } => {
                let outcome = self.ensure_conversation(id, wrapped_key, key_version);
                self.answer(reply, outcome);
            }
            Operation::WriteMessage(new, reply) => {
                let outcome = self.write_message(new);
                self.answer(reply, outcome);
            }
            Operation::TakeBack(sender, client_id, reply) => {
                let outcome = self.take_back(sender, client_id);
                self.answer(reply, Ok(outcome));
            }
            Operation::SetStatus(user, status, reply) => {
                let outcome = self.set_status(user, status);
                self.answer(reply, outcome);
            }
            Operation::SetSendsSeen(user, sends_seen, reply) => {
                let outcome = self.set_sends_seen(user, sends_seen);
                self.answer(reply, outcome);
            }
            Operation::SetLastSeen(user, at, reply) => {
                let outcome = self.set_last_seen(user, at);
                self.answer(reply, outcome);
            }
            Operation::Check(reply) => {
                self.is_check = true;
                self.answer(reply, Ok(()));
            }
            Operation::MoveDelivered(..)
            | Operation::MoveSeen(..)
            | Operation::CopyOut(_)
            | Operation::Close(_) => {
                unreachable!("the writer sorts these out when it takes them")
            }
        }
    }

    pub fn move_cursors(&mut self, receipt: Receipt) {
        let outcome = self.moved_cursors(&receipt);
        for reply in receipt.replies {
            self.answer(reply, outcome.clone());
        }
    }

    /// Keeps the outcome until it is known whether the batch was committed.
    fn answer<T: Send + 'static>(&mut self, reply: Reply<T>, outcome: Result<T, DbError>) {
        self.answers.push(Box::new(move |committed| {
            let _ = reply.send(committed.map_err(DbError::clone).and(outcome));
        }));
    }
}
