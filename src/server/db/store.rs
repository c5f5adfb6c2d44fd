//! The one handle to what is kept: opening, closing, reading.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::Instant;

use super::reading_copy::ReadingCopy;
use super::shared::Shared;
use super::writer::{Operation, Writer};
use super::{
    Changes, Commit, Conversation, DbError, Grant, GrantId, HeldRow, KeyCheck, MessageRow, Session,
    StoreOptions, User, message, opening,
};
use crate::domain::{
    ClientId, CommitNumber, ConversationId, Email, Seq, SessionId, Token, UnixMillis, UserId,
    Username,
};

/// How many writes may wait for the writer before further ones wait to be taken.
const WAITING_MAX: usize = 1_024;
/// How long an answer of [`Store::check_writable`] stands.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// A database that takes longer for the smallest write takes none.
const CHECK_WITHIN: Duration = Duration::from_secs(5);

/// What is kept. Cheap to clone; all clones are one.
///
/// Reads that return at once are answered from memory and show what is durable. Writes go through
/// the one writer and are durable when they return; dropping a caller that waits aborts nothing.
/// Any of them can answer [`DbError::Retryable`]: then it was not confirmed.
#[derive(Clone)]
pub struct Store {
    pub(super) shared: Arc<Shared>,
    pub(super) operations: mpsc::Sender<Operation>,
    last_check: Arc<Mutex<Option<Check>>>,
}

struct Check {
    at: Instant,
    result: Result<(), DbError>,
}

impl Store {
    /// Opens the database, makes it if there is none, and starts its writer, which tells of each
    /// commit on `commits` after those who waited for it were answered. The channel closes when the
    /// writer has stopped.
    ///
    /// # Errors
    /// [`DbError::WrongKey`], [`DbError::TooNew`], [`DbError::Locked`] or [`DbError::Unusable`]; an
    /// existing database is then untouched.
    pub async fn open(
        options: StoreOptions,
        key_check: KeyCheck,
        commits: mpsc::UnboundedSender<Commit>,
    ) -> Result<Self, DbError> {
        let (engine, heads) = opening::open(&options, &key_check).await?;
        if let Some(folder) = options.folder() {
            ReadingCopy::clear(folder);
        }
        let shared = Arc::new(Shared::new(engine, heads));
        let (operations, waiting) = mpsc::channel(WAITING_MAX);
        tokio::spawn(Writer::new(shared.clone(), options, key_check, waiting, commits).run());
        Ok(Self { shared, operations, last_check: Arc::default() })
    }

    /// Writes what is waiting, then closes the database. Later writes are refused.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.operations.send(Operation::Close(done)).await.is_ok() {
            // An error means that another clone's call was first, and the writer has stopped.
            let _ = closed.await;
        }
    }

    /// Everything up to here is in what the other reads answer.
    pub fn token(&self) -> Token {
        self.shared.heads().token()
    }

    /// The newest commit that concerns the person: messages and cursors in their conversations, new
    /// people. After the database was opened anew it may name a later one than it did before.
    pub fn last_change_for(&self, user: UserId) -> CommitNumber {
        self.shared.heads().last_change_for(user)
    }

    /// What changed after `since` for a person.
    pub fn list_changes_for(&self, user: UserId, since: CommitNumber) -> Changes {
        self.shared.heads().list_changes_for(user, since)
    }

    /// Others' messages that were not on a person's screen yet, over all conversations.
    pub fn count_unseen(&self, user: UserId) -> u64 {
        self.shared.heads().unseen(user)
    }

    /// What somebody has written to a conversation and waits there, in the order of waiting.
    pub fn list_held(&self, sender: UserId, conversation: &ConversationId) -> Vec<Arc<HeldRow>> {
        self.shared.heads().waiting().list_from(sender, conversation).cloned().collect()
    }

    /// How many writes wait to be taken by the writer.
    pub fn count_waiting_writes(&self) -> usize {
        self.operations.max_capacity().saturating_sub(self.operations.capacity())
    }

    /// Whether the database takes writes: tried with a small one, at most once in a few seconds.
    ///
    /// # Errors
    /// [`DbError::Retryable`] if it does not.
    pub async fn check_writable(&self) -> Result<(), DbError> {
        let mut last = self.last_check.lock().await;
        if let Some(check) = last.as_ref().filter(|check| check.at.elapsed() < CHECK_EVERY) {
            return check.result.clone();
        }
        let tried = tokio::time::timeout(CHECK_WITHIN, self.write(Operation::Check)).await;
        let result =
            tried.unwrap_or_else(|_| Err(DbError::Retryable("a write takes too long".into())));
        *last = Some(Check { at: Instant::now(), result: result.clone() });
        result
    }

    pub fn find_user(&self, id: UserId) -> Option<Arc<User>> {
        self.shared.heads().find_user(id)
    }

    /// Who has the name, or had it before.
    pub fn find_user_by_username(&self, username: &Username) -> Option<Arc<User>> {
        self.shared.heads().find_user_by_username(username)
    }

    pub fn find_user_by_email(&self, email: &Email) -> Option<Arc<User>> {
        self.shared.heads().find_user_by_email(email)
    }

    /// Everybody, in no particular order.
    pub fn list_users(&self) -> Vec<Arc<User>> {
        self.shared.heads().list_users()
    }

    /// A session that is neither revoked nor expired.
    pub fn find_session(&self, id: SessionId) -> Option<Arc<Session>> {
        self.shared.heads().find_session(id, UnixMillis::now())
    }

    /// A person's sessions that are neither revoked nor expired, in no particular order.
    pub fn list_sessions_of(&self, user: UserId) -> Vec<Arc<Session>> {
        let (heads, now) = (self.shared.heads(), UnixMillis::now());
        heads.list_sessions_of(user).filter(|session| now < session.expires_at).cloned().collect()
    }

    /// Everybody's sessions that are neither revoked nor expired, in no particular order.
    pub fn list_sessions(&self) -> Vec<Arc<Session>> {
        let (heads, now) = (self.shared.heads(), UnixMillis::now());
        heads.list_sessions().filter(|session| now < session.expires_at).cloned().collect()
    }

    /// A code, link or invite that is good for something still.
    pub fn find_grant(&self, id: &GrantId) -> Option<Arc<Grant>> {
        self.shared.heads().find_grant(id).filter(|grant| grant.is_good(UnixMillis::now()))
    }

    /// Codes, links and invites that are good for something still, in no particular order.
    pub fn list_grants(&self) -> Vec<Arc<Grant>> {
        let (heads, now) = (self.shared.heads(), UnixMillis::now());
        heads.list_grants().filter(|grant| grant.is_good(now)).cloned().collect()
    }

    pub fn find_conversation(&self, id: &ConversationId) -> Option<Arc<Conversation>> {
        self.shared.heads().find_conversation(id)
    }

    /// The conversations that this person is in, in no particular order.
    pub fn list_conversations(&self, user: UserId) -> Vec<Arc<Conversation>> {
        self.shared.heads().list_conversations(user)
    }

    /// Up to `limit` messages that end with the one at `up_to`, ascending. It reads just these.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such conversation.
    pub async fn page_messages(
        &self,
        conversation: &ConversationId,
        up_to: Seq,
        limit: u64,
    ) -> Result<Vec<MessageRow>, DbError> {
        let known = self.find_conversation(conversation).ok_or(DbError::NotFound)?;
        let last = up_to.min(known.last_seq);
        let first = Seq(last.0.saturating_sub(limit) + 1);
        if first > last {
            return Ok(vec![]);
        }
        message::list_window(&*self.shared.engine().await?, conversation, first, last).await
    }

    /// The newest messages that were written after the commit `since`, at most `limit`, ascending. It
    /// reads just these.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if there is no such conversation.
    pub async fn list_messages_since(
        &self,
        conversation: &ConversationId,
        since: CommitNumber,
        limit: u64,
    ) -> Result<Vec<MessageRow>, DbError> {
        let last = self.find_conversation(conversation).ok_or(DbError::NotFound)?.last_seq;
        let first = Seq(last.0.saturating_sub(limit) + 1);
        let engine = self.shared.engine().await?;
        message::list_window_since(&engine, conversation, first, last, since).await
    }

    /// The message that `sender` sent under `client_id`.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn find_message(
        &self,
        sender: UserId,
        client_id: ClientId,
    ) -> Result<Option<MessageRow>, DbError> {
        let engine = self.shared.engine().await?;
        let found = message::list_by_origin(&engine, &[(sender, client_id)]).await?;
        Ok(found.into_iter().next().map(|(message, _)| message))
    }
}
