//! Writes that are committed together.

use std::sync::Arc;

use surrealdb::types::Variables;

use super::lookups::Lookups;
use super::operation::Operation;
use super::plan::Plan;
use super::receipts::Receipt;
use super::staged::Staged;
use crate::domain::CommitNumber;
use crate::server::db::heads::Heads;
use crate::server::db::{Change, Commit, Conversation, DbError, meta};

/// Tells one who waits how it went.
pub(super) type Answer = Box<dyn FnOnce(Result<(), &DbError>) + Send>;

/// A transaction to be, with everything that follows from it.
pub(super) struct Batch {
    pub number: CommitNumber,
    pub staged: Staged,
    pub changes: Vec<Change>,
    pub answers: Vec<Answer>,
    /// What writes it; `None` if everything in it is refused or was done already.
    pub transaction: Option<(String, Variables)>,
}

impl Batch {
    /// What carrying out all of this, the receipts first, means for the heads as they are. One
    /// that is refused (a taken name) is answered so and is no obstacle to the others.
    pub fn plan(
        heads: &Heads,
        lookups: &Lookups,
        operations: Vec<Operation>,
        receipts: Vec<Receipt>,
    ) -> Self {
        let mut plan = Plan::new(heads, lookups);
        receipts.into_iter().for_each(|receipt| plan.move_seen(receipt));
        operations.into_iter().for_each(|operation| plan.add(operation));
        plan.into_batch()
    }

    /// The transaction that writes these rows, all of them or none.
    pub fn transaction(
        heads: &Heads,
        number: CommitNumber,
        staged: &Staged,
    ) -> (String, Variables) {
        let mut text = String::new();
        let mut variables = Variables::new();
        staged.write_into(heads, number, &mut text, &mut variables);
        text.push_str(meta::SET_LAST_COMMIT);
        variables.insert("last_commit", number.0);
        (text, variables)
    }

    /// Makes it the heads, after it was committed.
    pub fn apply_to(&mut self, heads: &mut Heads) {
        heads.advance(self.number);
        std::mem::take(&mut self.staged).apply_to(heads);
        for change in &self.changes {
            match change {
                Change::UserInserted(_) => heads.note_change_for_everyone(self.number),
                Change::SessionRevoked { .. } => {}
                Change::MessageAppended { message, .. } => {
                    note(heads, heads.find_conversation(&message.conversation), self.number);
                }
                Change::CursorsMoved { conversation, .. } => {
                    note(heads, heads.find_conversation(conversation), self.number);
                }
            }
        }
    }

    /// The answers to give, and what to tell once they are given.
    pub fn into_answers_and_commit(self) -> (Vec<Answer>, Option<Commit>) {
        let commit = Commit { number: self.number, changes: self.changes };
        (self.answers, Some(commit).filter(|commit| !commit.changes.is_empty()))
    }
}

fn note(heads: &mut Heads, conversation: Option<Arc<Conversation>>, number: CommitNumber) {
    for member in conversation.iter().flat_map(|conversation| &conversation.members) {
        heads.note_change_for(member.user, number);
    }
}
