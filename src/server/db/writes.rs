//! What can be written.

use std::sync::Arc;

use super::writer::{Operation, Reply, SeenMove};
use super::{
    AccountEdit, Conversation, DbError, Grant, NewMessage, NewSession, NewUser, Session, Store,
    TakenBack, User, Written, message,
};
use crate::domain::{
    ClientId, ConversationId, Cursors, Seq, SessionId, Status, UnixMillis, UserId,
};
use tokio::sync::oneshot;

impl Store {
    /// # Errors
    /// [`DbError::Taken`] with the field, the username before the e-mail address; [`DbError::Spent`] if
    /// the invite is not good any more.
    pub async fn insert_user(&self, new: NewUser) -> Result<Arc<User>, DbError> {
        self.write(|reply| Operation::InsertUser(new, reply)).await
    }

    /// Changes an account, all of it in one commit.
    ///
    /// # Errors
    /// [`DbError::NotFound`] for somebody who does not exist, or no more; [`DbError::Taken`] with the
    /// field; [`DbError::Spent`] if what allows it is not good any more.
    pub async fn edit_account(
        &self,
        user: UserId,
        edit: AccountEdit,
    ) -> Result<Arc<User>, DbError> {
        self.write(|reply| Operation::EditAccount(user, Box::new(edit), reply)).await
    }

    /// Keeps a code, link or invite.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn insert_grant(&self, grant: Grant) -> Result<(), DbError> {
        self.write(|reply| Operation::InsertGrant(grant, reply)).await
    }

    /// # Errors
    /// [`DbError::NotFound`] if there is no such person, or nobody may log in as them.
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

    /// Gives the message the next place in its conversation; where the other is Busy it waits
    /// instead. A client id that the sender has used before gets what the first one got.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such conversation or the sender is not in it.
    pub async fn write_message(&self, new: NewMessage) -> Result<Written, DbError> {
        self.write(|reply| Operation::WriteMessage(new, reply)).await
    }

    /// Takes a message back that waits. It is gone for good once this returns; or it was sent
    /// already, in the same instant perhaps, and stays: never both.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn take_back(
        &self,
        sender: UserId,
        client_id: ClientId,
    ) -> Result<TakenBack, DbError> {
        self.write(|reply| Operation::TakeBack(sender, client_id, reply)).await
    }

    /// Sets whether others' messages reach a person. What waited is released with the same commit, or
    /// right after it if it is much.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such person.
    pub async fn set_status(&self, user: UserId, status: Status) -> Result<Arc<User>, DbError> {
        self.write(|reply| Operation::SetStatus(user, status, reply)).await
    }

    /// Sets whether others are shown what a person sees from now on.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such person.
    pub async fn set_sends_seen(
        &self,
        user: UserId,
        sends_seen: bool,
    ) -> Result<Arc<User>, DbError> {
        self.write(|reply| Operation::SetSendsSeen(user, sends_seen, reply)).await
    }

    /// Everything up to `seq` has arrived at one of this person's clients. As [`Store::move_seen`].
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such conversation or the person is not in it.
    pub async fn move_delivered(
        &self,
        conversation: &ConversationId,
        user: UserId,
        seq: Seq,
    ) -> Result<Cursors, DbError> {
        let known = self.find_conversation(conversation).ok_or(DbError::NotFound)?;
        let cursors = known.cursors_of(user).ok_or(DbError::NotFound)?;
        if seq.min(known.last_seq) <= cursors.delivered {
            return Ok(cursors);
        }
        let id = conversation.clone();
        self.write(|reply| Operation::MoveDelivered(id, user, seq, reply)).await
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
            counted_with: cursors,
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
