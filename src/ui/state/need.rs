//! What must be fetched.

use super::chat_state::ChatState;
use crate::domain::{ConversationId, Seq, Username};

/// Something that the state is missing. Derived from what is there ([`super::ChatState::needs`]),
/// so it goes away by being met and by nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// The beginning of the sidebar, with a token; answered by `merge_overview`.
    Overview,
    /// A later part of the sidebar; answered by `renew_contacts`.
    Contacts { offset: usize },
    /// The latest messages of the open conversation; answered by `merge_conversation`.
    Conversation(Username),
    /// Up to 50 messages before `before`; answered by `merge_messages`.
    Messages { conversation: ConversationId, before: Seq },
}

impl ChatState {
    /// What must be fetched for the state to be whole.
    pub fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        if self.freshness.is_catching_up() {
            return needs;
        }
        match self.freshness.contacts_owed() {
            Some(0) => needs.push(Need::Overview),
            Some(offset) => needs.push(Need::Contacts { offset }),
            None if self.misses_a_card() => needs.push(Need::Overview),
            None => {}
        }
        let Some(id) = &self.open else { return needs };
        let thread = self.threads.get(id);
        let hole = thread.and_then(|thread| thread.log.find_hole(thread.last_seq()));
        match hole {
            Some(hole) if hole.is_small() && !self.freshness.view_owed() => {
                let conversation = id.clone();
                needs.push(Need::Messages { conversation, before: hole.ask_before() });
            }
            None if !self.freshness.view_owed() => {}
            _ => {
                let other = id.other(self.me).and_then(|other| self.people.get(&other));
                let username = other.map(|other| other.person.get().username.clone());
                needs.extend(username.map(Need::Conversation));
            }
        }
        needs
    }

    /// Somebody whose card is not here has written, recently enough to be listed.
    fn misses_a_card(&self) -> bool {
        self.threads.iter().any(|(id, thread)| {
            let stranger = id.other(self.me).filter(|other| !self.people.contains_key(other));
            let latest = thread.last.as_ref().map(|last| last.sent_at);
            stranger.is_some() && latest.is_some() && self.sidebar.may_list(latest)
        })
    }
}
