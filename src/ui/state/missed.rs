//! Catching up, piece by piece.

use super::chat_state::ChatState;
use crate::domain::{ConversationId, ConversationView, Person, Token};

impl ChatState {
    /// The conversation whose messages this tab has to be told of when it comes back; of others it
    /// takes a page when they are opened.
    pub fn holds(&self) -> Vec<ConversationId> {
        self.open.iter().cloned().collect()
    }

    /// How people and conversations stand. Messages are in it as if they were heard one by one, so
    /// that nothing on screen moves but by what is new.
    pub(super) fn hear_missed(
        &mut self,
        people: Vec<Person>,
        conversations: Vec<ConversationView>,
        token: &Token,
    ) {
        people.into_iter().for_each(|person| self.merge_person(person, token.number));
        for view in conversations {
            self.merge_view(&view);
            let thread = self.threads.entry(view.contact.conversation.clone()).or_default();
            view.messages.iter().for_each(|message| thread.log.insert(message));
            self.note_all_durable(&view.messages);
        }
    }
}
