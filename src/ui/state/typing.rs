//! Who is writing.

use super::chat_state::ChatState;
use crate::domain::{ConversationId, UserId};

impl ChatState {
    /// Somebody is writing in a conversation.
    pub(super) fn hear_typed(&mut self, id: &ConversationId, person: UserId) {
        if id.other(self.me) == Some(person) && person != self.me {
            self.typings += 1;
            let number = self.typings;
            self.threads.entry(id.clone()).or_default().typing = Some(number);
        }
    }

    /// The number of the newest sign of somebody writing: by it, it is ended, a while later.
    pub fn newest_typing(&self) -> u64 {
        self.typings
    }

    /// Whether somebody is writing to this person.
    pub fn is_writing(&self, person: UserId) -> bool {
        self.thread_with(person).is_some_and(|thread| thread.typing.is_some())
    }

    /// The open conversation, if its other is to be told of this person's writing: neither the Busy
    /// tell nor are they told.
    pub fn writes_to(&self) -> Option<ConversationId> {
        let open = self.open.as_ref()?;
        let other = open.other(self.me).filter(|other| *other != self.me)?;
        let is_free = !self.status(self.me).is_busy() && !self.status(other).is_busy();
        is_free.then(|| open.clone())
    }

    /// The sign of that number holds no longer.
    pub fn end_typing(&mut self, number: u64) {
        let threads = self.threads.values_mut();
        threads.filter(|thread| thread.typing == Some(number)).for_each(|t| t.typing = None);
    }
}
