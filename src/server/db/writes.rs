//! What can be written.

use std::sync::Arc;

use super::writer::{Operation, Reply, SeenMove};
use super::{
    Appended, Conversation, DbError, NewMessage, NewSession, NewUser, Session, Store, User, message,
};
use crate::domain::{ConversationId, Cursors, Seq, SessionId, UnixMillis, UserId};
use tokio::sync::oneshot;

impl Store {
    /// # Errors
    /// [`DbError::Taken`] with the field, the username before the e-mail address.
    pub async fn insert_user(&self, new: NewUser) -> Result<Arc<User>, DbError> {
        self.write(|reply| Operation::InsertUser(new, reply)).await
    }

    /// # Errors
    /// [`DbError::NotFound`] if there is no such person.
    pub async fn insert_session(&self, new: NewSession) -> Result<Arc<Session>, DbError> {
        self.write(|reply| Operation::InsertSession(new, reply)).await
    }

    /// Notes that a session is used, and until when it lasts now.
    ///
    /// # Errors
    /// [`DbError::NotFound`] for one that is revoked, expired or unknown: nothing revives it.
    pub async fn renew_session(
        &self,
        session: SessionId,
        last_used: UnixMillis,
        expires_at: UnixMillis,
    ) -> Result<(), DbError> {
        self.write(|reply| Operation::RenewSession { session, last_used, expires_at, reply }).await
    }

    /// Ends a session for good. One that has ended already stays so.
    pub async fn revoke_session(&self, session: SessionId) -> Result<(), DbError> {
        self.write(|reply| Operation::RevokeSession(session, reply)).await
    }

    /// The conversation of that id, begun with this data key if there is none. Whoever is first
    /// decides the key; the others get the first one's conversation.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if one of the two people does not exist.
    pub async fn ensure_conversation(
        &self,
        id: ConversationId,
        wrapped_key: Vec<u8>,
        key_version: u32,
    ) -> Result<Arc<Conversation>, DbError> {
        if let Some(known) = self.find_conversation(&id) {
            return Ok(known);
        }
        self.write(|reply| Operation::EnsureConversation { id, wrapped_key, key_version, reply })
            .await
    }

    /// Gives the message the next place in its conversation. A client id that the sender has used
    /// before gets the first one's message.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such conversation or the sender is not in it.
    pub async fn append_message(&self, new: NewMessage) -> Result<Appended, DbError> {
        self.write(|reply| Operation::AppendMessage(new, reply)).await
    }

    /// Everything up to `seq` was on this person's screen. Never moves back, nor beyond the last
    /// message; gives the cursors as they are then. Written with the next commit, at most 200 ms
    /// late.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such conversation or the person is not in it.
    pub async fn move_seen(
        &self,
        conversation: &ConversationId,
        user: UserId,
        seq: Seq,
    ) -> Result<Cursors, DbError> {
        let known = self.find_conversation(conversation).ok_or(DbError::NotFound)?;
        let cursors = known.cursors_of(user).ok_or(DbError::NotFound)?;
        let to = seq.min(known.last_seq);
        if to <= cursors.seen {
            return Ok(cursors);
        }
        // Counted here and not by the writer, which would keep everyone waiting.
        let own_after = self.count_own_after(&known, cursors, user, to).await?;
        let seen_move = SeenMove {
            conversation: conversation.clone(),
            user,
            to,
            own_after,
            counted_to: known.last_seq,
        };
        self.write(|reply| Operation::MoveSeen(seen_move, reply)).await
    }

    /// Keeps when the last of a person's connections closed.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such person.
    pub async fn set_last_seen(&self, user: UserId, at: UnixMillis) -> Result<(), DbError> {
        self.write(|reply| Operation::SetLastSeen(user, at, reply)).await
    }

    /// How many of the messages after `to` are the person's own. Of the two stretches that tell it,
    /// the one up to `to` and the one from there, the shorter is read.
    async fn count_own_after(
        &self,
        known: &Conversation,
        cursors: Cursors,
        user: UserId,
        to: Seq,
    ) -> Result<u64, DbError> {
        if to == known.last_seq {
            return Ok(0);
        }
        let engine = self.shared.engine().await?;
        let count = |first, last| message::count_own(&engine, &known.id, user, first, last);
        if to.0 - cursors.seen.0 < known.last_seq.0 - to.0 {
            let passed = count(cursors.seen.next(), to).await?;
            Ok(cursors.own_after_seen.saturating_sub(passed))
        } else {
            count(to.next(), known.last_seq).await
        }
    }

    pub(super) async fn write<T>(
        &self,
        operation: impl FnOnce(Reply<T>) -> Operation,
    ) -> Result<T, DbError> {
        let stopped = || DbError::Retryable("the database is closed".into());
        let (reply, answer) = oneshot::channel();
        self.operations.send(operation(reply)).await.map_err(|_| stopped())?;
        answer.await.unwrap_or_else(|_| Err(stopped()))
    }
}
