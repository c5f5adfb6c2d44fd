//! What a batch is about to change, over the heads as they are.

use std::collections::HashMap;
use std::sync::Arc;

use surrealdb::types::Variables;

use crate::domain::{CommitNumber, ConversationId, Email, SessionId, UnixMillis, UserId, Username};
use crate::server::db::conversation::{ConversationRecord, MemberRecord};
use crate::server::db::heads::Heads;
use crate::server::db::message::MessageRecord;
use crate::server::db::record::Rows;
use crate::server::db::session::SessionRecord;
use crate::server::db::user::UserRecord;
use crate::server::db::{Conversation, MessageRow, Session, User};

/// The rows as they will be. Something read through it is the staged row if there is one, else the
/// head.
#[derive(Default)]
pub(super) struct Staged {
    users: HashMap<UserId, Arc<User>>,
    sessions: HashMap<SessionId, StagedSession>,
    conversations: HashMap<ConversationId, Arc<Conversation>>,
    messages: Vec<MessageRow>,
}

struct StagedSession {
    session: Arc<Session>,
    revoked: bool,
}

impl Staged {
    pub fn is_empty(&self) -> bool {
        // A message changes its conversation.
        self.users.is_empty() && self.sessions.is_empty() && self.conversations.is_empty()
    }

    pub fn find_user(&self, heads: &Heads, id: UserId) -> Option<Arc<User>> {
        self.users.get(&id).cloned().or_else(|| heads.find_user(id))
    }

    pub fn is_username_taken(&self, heads: &Heads, username: &Username) -> bool {
        heads.find_user_by_username(username).is_some()
            || self.users.values().any(|user| user.username == *username)
    }

    pub fn is_email_taken(&self, heads: &Heads, email: &Email) -> bool {
        heads.find_user_by_email(email).is_some()
            || self.users.values().any(|user| user.email.as_ref() == Some(email))
    }

    pub fn find_session(&self, heads: &Heads, id: SessionId) -> Option<Arc<Session>> {
        match self.sessions.get(&id) {
            Some(staged) => (!staged.revoked).then(|| staged.session.clone()),
            None => heads.find_session(id, UnixMillis::now()),
        }
    }

    pub fn find_conversation(
        &self,
        heads: &Heads,
        id: &ConversationId,
    ) -> Option<Arc<Conversation>> {
        self.conversations.get(id).cloned().or_else(|| heads.find_conversation(id))
    }

    pub fn put_user(&mut self, user: Arc<User>) {
        self.users.insert(user.id, user);
    }

    pub fn put_session(&mut self, session: Arc<Session>) {
        self.sessions.insert(session.id, StagedSession { session, revoked: false });
    }

    pub fn revoke_session(&mut self, session: Arc<Session>) {
        self.sessions.insert(session.id, StagedSession { session, revoked: true });
    }

    pub fn put_conversation(&mut self, conversation: Arc<Conversation>) {
        self.conversations.insert(conversation.id.clone(), conversation);
    }

    pub fn push_message(&mut self, message: MessageRow) {
        self.messages.push(message);
    }

    /// Adds what writes these rows to a transaction.
    pub fn write_into(
        &self,
        heads: &Heads,
        commit: CommitNumber,
        text: &mut String,
        variables: &mut Variables,
    ) {
        let mut users = Rows::none();
        for user in self.users.values() {
            users.push(heads.find_user(user.id).is_none(), UserRecord::new(user, commit));
        }
        let mut sessions = Rows::none();
        for StagedSession { session, revoked } in self.sessions.values() {
            let record = SessionRecord::new(session, *revoked, commit);
            sessions.push(!heads.has_session(session.id), record);
        }
        let mut conversations = Rows::none();
        let mut members = Rows::none();
        for conversation in self.conversations.values() {
            let head = heads.find_conversation(&conversation.id);
            let is_new = head.is_none();
            for member in &conversation.members {
                let before = head.as_ref().and_then(|head| head.cursors_of(member.user));
                if before != Some(member.cursors) {
                    members.push(is_new, MemberRecord::new(&conversation.id, member, commit));
                }
            }
            if head.is_none_or(|head| head.last_seq != conversation.last_seq) {
                conversations.push(is_new, ConversationRecord::new(conversation, commit));
            }
        }
        let mut messages = Rows::none();
        for message in &self.messages {
            messages.push(true, MessageRecord::new(message, commit));
        }
        users.write_into(text, variables);
        sessions.write_into(text, variables);
        conversations.write_into(text, variables);
        members.write_into(text, variables);
        messages.write_into(text, variables);
    }

    /// Makes the rows the heads.
    pub fn apply_to(&mut self, heads: &mut Heads) {
        for user in std::mem::take(&mut self.users).into_values() {
            heads.put_user(user);
        }
        for StagedSession { session, revoked } in std::mem::take(&mut self.sessions).into_values() {
            if revoked {
                heads.remove_session(session.id);
            } else {
                heads.put_session(session);
            }
        }
        for conversation in std::mem::take(&mut self.conversations).into_values() {
            heads.put_conversation(conversation);
        }
    }
}
