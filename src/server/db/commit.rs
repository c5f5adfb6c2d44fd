//! What the writer tells about a commit.

use std::collections::HashMap;
use std::sync::Arc;

use super::{HeldRow, Member, MessageRow, User};
use crate::domain::{ClientId, CommitNumber, ConversationId, SessionId, UserId};

/// A commit that is durable. They are sent in the order of their numbers; those that changed
/// nothing that anybody watches are left out.
#[derive(Clone, Debug)]
pub struct Commit {
    pub number: CommitNumber,
    /// In the order in which they happened; never empty.
    pub changes: Vec<Change>,
    /// What is unseen after it, over all conversations, by those whose counts may have changed.
    pub unseen: HashMap<UserId, u64>,
}

/// Something that became true with a commit.
#[derive(Clone, Debug)]
pub enum Change {
    /// Somebody signed up, or what others know of them changed.
    PersonChanged(Arc<User>),
    /// What somebody alone knows of their account changed.
    AccountChanged(Arc<User>),
    SessionRevoked {
        session: SessionId,
        user: UserId,
    },
    MessageAppended {
        message: MessageRow,
        /// With their cursors after this message.
        members: Vec<Member>,
    },
    MessageHeld(Arc<HeldRow>),
    HeldTakenBack {
        conversation: ConversationId,
        sender: UserId,
        client_id: ClientId,
    },
    CursorsMoved {
        conversation: ConversationId,
        /// As it is after the move.
        member: Member,
        /// Whether the member's own counts may have changed.
        seen: bool,
        /// Whether there is something new that the others may know.
        shown: bool,
    },
}

/// Whom a change concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    Everyone,
    /// Each of them once.
    People(Vec<UserId>),
}

impl Change {
    /// Those who are told of it, and whose tokens count it: nobody else learns that it happened.
    pub fn audience(&self) -> Audience {
        Audience::People(match self {
            Self::PersonChanged(_) => return Audience::Everyone,
            Self::AccountChanged(user) => vec![user.id],
            Self::SessionRevoked { .. } => vec![],
            Self::MessageAppended { members, .. } => {
                members.iter().map(|member| member.user).collect()
            }
            Self::MessageHeld(held) => vec![held.sender],
            Self::HeldTakenBack { sender, .. } => vec![*sender],
            Self::CursorsMoved { conversation, member, seen, shown } => {
                let other = conversation.other(member.user).filter(|other| *other != member.user);
                let other = other.filter(|_| *shown);
                Some(member.user).filter(|_| *seen).into_iter().chain(other).collect()
            }
        })
    }

    /// The conversation that it happened in.
    pub fn conversation(&self) -> Option<&ConversationId> {
        match self {
            Self::PersonChanged(_) | Self::AccountChanged(_) | Self::SessionRevoked { .. } => None,
            Self::MessageAppended { message, .. } => Some(&message.conversation),
            Self::MessageHeld(held) => Some(&held.conversation),
            Self::HeldTakenBack { conversation, .. } | Self::CursorsMoved { conversation, .. } => {
                Some(conversation)
            }
        }
    }
}
