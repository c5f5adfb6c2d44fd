//! What being Busy means: what waits, what is taken back, what is released.

use std::sync::Arc;

use super::Plan;
use crate::domain::{ClientId, Status, UserId};
use crate::server::db::{Appended, Change, DbError, HeldRow, NewMessage, TakenBack, User, Written};
use crate::server::planted::{self, Fault};

impl Plan<'_> {
    /// A message gets its place in the conversation, or waits for whom it is for. One that was
    /// written before gets what the first one got.
    pub(super) fn write_message(&mut self, new: NewMessage) -> Result<Written, DbError> {
        let origin = (new.sender, new.client_id);
        if let Some(message) = self.staged.find_held(self.heads, origin) {
            return Ok(Written::Held { message, repeated: true });
        }
        if self.staged.is_taken_back(self.heads, origin) {
            return Ok(Written::TakenBack);
        }
        if let Some(sent) = self.find_sent(origin) {
            return Ok(Written::Appended(sent));
        }
        if !self.must_wait(&new) {
            return self.append_message(new).map(Written::Appended);
        }
        let known = self.staged.find_conversation(self.heads, &new.conversation);
        known.ok_or(DbError::NotFound)?;
        let message = Arc::new(HeldRow {
            place: self.staged.next_held_place(self.heads),
            conversation: new.conversation,
            sender: new.sender,
            client_id: new.client_id,
            sealed: new.sealed,
            key_version: new.key_version,
            held_at: self.now,
        });
        self.staged.push_held(message.clone());
        self.changes.push(Change::MessageHeld(message.clone()));
        Ok(Written::Held { message, repeated: false })
    }

    /// Whether it is for somebody Busy, or would overtake one that still waits.
    fn must_wait(&self, new: &NewMessage) -> bool {
        let Some(other) = new.conversation.other(new.sender).filter(|other| *other != new.sender)
        else {
            return false;
        };
        if planted::is_now(Fault::LeakHeld) {
            return false;
        }
        let other_user = self.staged.find_user(self.heads, other);
        other_user.is_some_and(|user| user.status.is_busy())
            || self.staged.list_held_for(self.heads, other).any(|held| held.sender == new.sender)
    }

    pub(super) fn take_back(&mut self, sender: UserId, client_id: ClientId) -> TakenBack {
        let origin = (sender, client_id);
        if let Some(held) = self.staged.find_held(self.heads, origin) {
            let conversation = held.conversation.clone();
            self.staged.take_back(&held);
            let gone = conversation.clone();
            self.changes.push(Change::HeldTakenBack { conversation, sender, client_id });
            return TakenBack::Gone(gone);
        }
        self.find_sent(origin).map_or(TakenBack::Unknown, TakenBack::Sent)
    }

    pub(super) fn set_status(&mut self, id: UserId, status: Status) -> Result<Arc<User>, DbError> {
        let user = self.staged.find_user(self.heads, id).ok_or(DbError::NotFound)?;
        if user.status == status {
            return Ok(user);
        }
        let user = Arc::new(User { status, ..(*user).clone() });
        self.staged.put_user(user.clone());
        self.changes.push(Change::PersonChanged(user.clone()));
        if !status.is_busy() {
            self.release_for(id);
        }
        Ok(user)
    }

    /// Whose time as Busy is over is Available again.
    pub fn end_busy(&mut self) {
        for user in self.heads.list_busy_ended(self.now) {
            // There is such a person.
            let _ = self.set_status(user, Status::Available);
        }
    }

    /// Goes on releasing what waits for those who are Available.
    pub fn release(&mut self) {
        for user in self.heads.list_releasable() {
            self.release_for(user);
        }
    }

    fn release_for(&mut self, receiver: UserId) {
        let waiting = self.staged.list_held_for(self.heads, receiver).take(self.may_release);
        let waiting: Vec<Arc<HeldRow>> = waiting.cloned().collect();
        self.may_release -= waiting.len();
        for held in waiting {
            self.staged.remove_held(&held);
            // Its conversation is there, and its sender is a member: it could not wait otherwise.
            let _: Result<Appended, DbError> = self.append_message(held.to_new_message());
        }
    }
}
