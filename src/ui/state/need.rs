//! What must be fetched.

use crate::domain::{ConversationId, Seq, Username};

/// Something that the state is missing. Derived from what is there ([`super::ChatState::needs`]),
/// so it goes away by being met and by nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// The beginning of the sidebar, with a token; answered by `merge_overview`.
    Overview,
    /// A later part of the sidebar; answered by `merge_contacts`.
    Contacts { offset: usize },
    /// The latest messages of the open conversation; answered by `merge_conversation`.
    Conversation(Username),
    /// Up to 50 messages before `before`; answered by `merge_messages`.
    Messages { conversation: ConversationId, before: Seq },
}
