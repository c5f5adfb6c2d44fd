//! What is asked all the time, in memory: people, living sessions, conversations with their
//! latest message and cursors, and when something last changed for whom.
//!
//! It is read from the database when that is opened and changed only after a commit, by the writer:
//! what is here is durable.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Conversation, Session, User};
use crate::domain::{
    CommitNumber, ConversationId, Email, SessionId, Token, UnixMillis, UserId, Username,
};

/// See the module.
pub(super) struct Heads {
    epoch: String,
    commit: CommitNumber,
    users: HashMap<UserId, Arc<User>>,
    usernames: HashMap<Username, UserId>,
    emails: HashMap<Email, UserId>,
    sessions: HashMap<SessionId, Arc<Session>>,
    conversations: HashMap<ConversationId, Arc<Conversation>>,
    conversations_of: HashMap<UserId, Vec<ConversationId>>,
    last_change_for_everyone: CommitNumber,
    last_change_for: HashMap<UserId, CommitNumber>,
}

impl Heads {
    pub fn new(epoch: String, commit: CommitNumber) -> Self {
        Self {
            epoch,
            commit,
            users: HashMap::new(),
            usernames: HashMap::new(),
            emails: HashMap::new(),
            sessions: HashMap::new(),
            conversations: HashMap::new(),
            conversations_of: HashMap::new(),
            last_change_for_everyone: CommitNumber(0),
            last_change_for: HashMap::new(),
        }
    }

    /// The newest commit.
    pub fn commit(&self) -> CommitNumber {
        self.commit
    }

    pub fn token(&self) -> Token {
        Token { epoch: self.epoch.clone(), number: self.commit }
    }

    pub fn last_change_for(&self, user: UserId) -> CommitNumber {
        let own = self.last_change_for.get(&user).copied().unwrap_or_default();
        own.max(self.last_change_for_everyone)
    }

    pub fn find_user(&self, id: UserId) -> Option<Arc<User>> {
        self.users.get(&id).cloned()
    }

    pub fn find_user_by_username(&self, username: &Username) -> Option<Arc<User>> {
        self.usernames.get(username).and_then(|id| self.find_user(*id))
    }

    pub fn find_user_by_email(&self, email: &Email) -> Option<Arc<User>> {
        self.emails.get(email).and_then(|id| self.find_user(*id))
    }

    /// In no particular order.
    pub fn list_users(&self) -> Vec<Arc<User>> {
        self.users.values().cloned().collect()
    }

    /// One that is not revoked and has not expired at `now`.
    pub fn find_session(&self, id: SessionId, now: UnixMillis) -> Option<Arc<Session>> {
        self.sessions.get(&id).filter(|session| now < session.expires_at).cloned()
    }

    /// Whether there is a row for it that is not revoked, expired or not.
    pub fn has_session(&self, id: SessionId) -> bool {
        self.sessions.contains_key(&id)
    }

    pub fn find_conversation(&self, id: &ConversationId) -> Option<Arc<Conversation>> {
        self.conversations.get(id).cloned()
    }

    /// In the order in which they were begun, as far as that is known.
    pub fn list_conversations(&self, user: UserId) -> Vec<Arc<Conversation>> {
        let ids = self.conversations_of.get(&user).into_iter().flatten();
        ids.filter_map(|id| self.find_conversation(id)).collect()
    }

    /// A commit was made; what follows belongs to it.
    pub fn advance(&mut self, commit: CommitNumber) {
        self.commit = commit;
    }

    pub fn note_change_for(&mut self, user: UserId, commit: CommitNumber) {
        let last = self.last_change_for.entry(user).or_default();
        *last = commit.max(*last);
    }

    pub fn note_change_for_everyone(&mut self, commit: CommitNumber) {
        self.last_change_for_everyone = commit.max(self.last_change_for_everyone);
    }

    pub fn put_user(&mut self, user: Arc<User>) {
        self.usernames.insert(user.username.clone(), user.id);
        if let Some(email) = &user.email {
            self.emails.insert(email.clone(), user.id);
        }
        self.users.insert(user.id, user);
    }

    pub fn put_session(&mut self, session: Arc<Session>) {
        self.sessions.insert(session.id, session);
    }

    pub fn remove_session(&mut self, id: SessionId) {
        self.sessions.remove(&id);
    }

    pub fn put_conversation(&mut self, conversation: Arc<Conversation>) {
        let members: Vec<_> = conversation.members.iter().map(|member| member.user).collect();
        let id = conversation.id.clone();
        if self.conversations.insert(id.clone(), conversation).is_none() {
            for user in members {
                self.conversations_of.entry(user).or_default().push(id.clone());
            }
        }
    }
}
