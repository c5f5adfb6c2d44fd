//! A little about some conversations.

use crate::domain::ConversationId;

/// A value for each of a few conversations. For a handful a list is as quick as a map, and lighter.
#[derive(Default)]
pub(super) struct ByConversation<T>(Vec<(ConversationId, T)>);

impl<T> ByConversation<T> {
    pub fn find(&self, id: &ConversationId) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == id).map(|(_, value)| value)
    }

    pub fn set(&mut self, id: ConversationId, value: T) {
        self.take(&id);
        self.0.push((id, value));
    }

    pub fn take(&mut self, id: &ConversationId) -> Option<T> {
        let place = self.0.iter().position(|(known, _)| known == id)?;
        Some(self.0.swap_remove(place).1)
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
