//! What the writer is asked to do.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::receipts::SeenMove;
use crate::domain::{
    ClientId, ConversationId, Cursors, Seq, SessionId, Status, UnixMillis, UserId,
};
use crate::server::db::reading_copy::ReadingCopy;
use crate::server::db::{
    AccountEdit, Conversation, DbError, Grant, NewMessage, NewSession, NewUser, Session, TakenBack,
    User, Written,
};

/// Where the answer goes. Nobody may be there any more.
pub(in crate::server::db) type Reply<T> = oneshot::Sender<Result<T, DbError>>;

/// One write, and who waits for it.
pub(in crate::server::db) enum Operation {
    InsertUser(NewUser, Reply<Arc<User>>),
    EditAccount(UserId, Box<AccountEdit>, Reply<Arc<User>>),
    InsertGrant(Grant, Reply<()>),
    InsertSession(NewSession, Reply<Arc<Session>>),
    RenewSession {
        session: SessionId,
        last_used: UnixMillis,
        expires_at: UnixMillis,
        reply: Reply<()>,
    },
    RevokeSession(SessionId, Reply<()>),
    EnsureConversation {
        id: ConversationId,
        wrapped_key: Vec<u8>,
        key_version: u32,
        reply: Reply<Arc<Conversation>>,
    },
    WriteMessage(NewMessage, Reply<Written>),
    TakeBack(UserId, ClientId, Reply<TakenBack>),
    MoveDelivered(ConversationId, UserId, Seq, Reply<Cursors>),
    MoveSeen(SeenMove, Reply<Cursors>),
    SetStatus(UserId, Status, Reply<Arc<User>>),
    SetSendsSeen(UserId, bool, Reply<Arc<User>>),
    SetLastSeen(UserId, UnixMillis, Reply<()>),
    /// Writes nothing but the commit's number.
    Check(Reply<()>),
    /// Between two batches the database is closed, copied for reading, and opened again.
    CopyOut(Reply<ReadingCopy>),
    /// The last one: writes what came before, closes the database, then answers.
    Close(oneshot::Sender<()>),
}

impl Operation {
    /// Answers with an error, without having tried.
    pub fn refuse(self, error: &DbError) {
        fn say<T>(reply: Reply<T>, error: &DbError) {
            let _ = reply.send(Err(error.clone()));
        }
        match self {
            Self::InsertUser(_, reply)
            | Self::EditAccount(_, _, reply)
            | Self::SetStatus(_, _, reply)
            | Self::SetSendsSeen(_, _, reply) => say(reply, error),
            Self::InsertSession(_, reply) => say(reply, error),
            Self::RenewSession { reply, .. }
            | Self::RevokeSession(_, reply)
            | Self::InsertGrant(_, reply)
            | Self::SetLastSeen(_, _, reply)
            | Self::Check(reply) => say(reply, error),
            Self::EnsureConversation { reply, .. } => say(reply, error),
            Self::WriteMessage(_, reply) => say(reply, error),
            Self::TakeBack(_, _, reply) => say(reply, error),
            Self::MoveDelivered(_, _, _, reply) | Self::MoveSeen(_, reply) => say(reply, error),
            Self::CopyOut(reply) => say(reply, error),
            Self::Close(done) => {
                let _ = done.send(());
            }
        }
    }
}
