//! Who is writing.

use super::chat_state::ChatState;
use crate::domain::{ConversationId, UserId};

impl ChatState {
    /// Somebody is writing in a conversation. Gives the number by which to end it, a while later.
    pub(super) fn hear_typed(&mut self, id: &ConversationId, person: UserId) {
        if id.other(self.me) == Some(person) && person != self.me {
            self.typings += 1;
            let number = self.typings;
            self.threads.entry(id.clone()).or_default().typing = Some(number);
        }
    }

    /// The number of the newest sign that the other of the open conversation is writing; `None` if
    /// they are not.
    pub fn typing(&self) -> Option<u64> {
        self.open.as_ref().and_then(|open| self.threads.get(open)?.typing)
    }

    /// The sign of that number holds no longer.
    pub fn end_typing(&mut self, number: u64) {
        let threads = self.threads.values_mut();
        threads.filter(|thread| thread.typing == Some(number)).for_each(|t| t.typing = None);
    }
}
