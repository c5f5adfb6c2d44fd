//! Writes that are committed together.

use std::collections::HashMap;

use super::lookups::Lookups;
use super::operation::Operation;
use super::plan::Plan;
use super::receipts::Receipt;
use super::staged::Staged;
use crate::domain::{CommitNumber, UserId};
use crate::server::db::heads::Heads;
use crate::server::db::record::Writes;
use crate::server::db::{Audience, Change, Commit, DbError};

/// Tells one who waits how it went.
pub(super) type Answer = Box<dyn FnOnce(Result<(), &DbError>) + Send>;

/// A transaction to be, with everything that follows from it.
pub(super) struct Batch {
    pub number: CommitNumber,
    pub staged: Staged,
    pub changes: Vec<Change>,
    /// After it, by those whom the changes concern.
    pub unseen: HashMap<UserId, u64>,
    pub answers: Vec<Answer>,
    /// What writes it; `None` if everything in it is refused or was done already.
    pub writes: Option<Writes>,
}

impl Batch {
    /// What carrying out all of this means for the heads as they are, after what is due by itself
    /// (a Busy person's time is over, something that waited is released) and after the receipts.
    /// One that is refused (a taken name) is answered so and is no obstacle to the others.
    pub fn plan(
        heads: &Heads,
        lookups: &Lookups,
        operations: Vec<Operation>,
        receipts: Vec<Receipt>,
    ) -> Self {
        let mut plan = Plan::new(heads, lookups);
        plan.end_busy();
        plan.release();
        receipts.into_iter().for_each(|receipt| plan.move_cursors(receipt));
        operations.into_iter().for_each(|operation| plan.add(operation));
        plan.into_batch()
    }

    /// Makes it the heads, after it was committed.
    pub fn apply_to(&mut self, heads: &mut Heads) {
        heads.advance(self.number);
        std::mem::take(&mut self.staged).apply_to(heads);
        for change in &self.changes {
            heads.note(change, self.number);
            if let Audience::People(people) = change.audience() {
                self.unseen.extend(people.into_iter().map(|person| (person, heads.unseen(person))));
            }
        }
    }

    /// Planted: says of messages that they are durable before they are.
    pub fn answer_too_early(&mut self) -> Option<Commit> {
        let is_message = |change: &Change| matches!(change, Change::MessageAppended { .. });
        if self.changes.is_empty() || !self.changes.iter().all(is_message) {
            return None;
        }
        std::mem::take(&mut self.answers).into_iter().for_each(|answer| answer(Ok(())));
        let unseen = self.unseen.clone();
        Some(Commit { number: self.number, changes: self.changes.clone(), unseen })
    }

    /// The answers to give, and what to tell once they are given.
    pub fn into_answers_and_commit(self) -> (Vec<Answer>, Option<Commit>) {
        let commit = Commit { number: self.number, changes: self.changes, unseen: self.unseen };
        (self.answers, Some(commit).filter(|commit| !commit.changes.is_empty()))
    }
}
