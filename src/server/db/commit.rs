//! What the writer tells about a commit.

use std::sync::Arc;

use super::{Member, MessageRow, User};
use crate::domain::{CommitNumber, ConversationId, Cursors, SessionId, UserId};

/// A commit that is durable. They are sent in the order of their numbers; those that changed
/// nothing that anybody watches are left out.
#[derive(Clone, Debug)]
pub struct Commit {
    pub number: CommitNumber,
    /// In the order in which they happened; never empty.
    pub changes: Vec<Change>,
}

/// Something that became true with a commit.
#[derive(Clone, Debug)]
pub enum Change {
    UserInserted(Arc<User>),
    SessionRevoked {
        session: SessionId,
        user: UserId,
    },
    MessageAppended {
        message: MessageRow,
        /// With their cursors after this message.
        members: Vec<Member>,
    },
    CursorsMoved {
        conversation: ConversationId,
        user: UserId,
        cursors: Cursors,
    },
}
