//! What a batch is about to change, over the heads as they are.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{CommitNumber, ConversationId, Email, SessionId, UnixMillis, UserId, Username};
use crate::server::db::conversation::{ConversationRecord, MemberRecord};
use crate::server::db::former_name::FormerNameRecord;
use crate::server::db::grant::GrantRecord;
use crate::server::db::heads::Heads;
use crate::server::db::held::HeldRecord;
use crate::server::db::message::{MessageRecord, Origin, SentRecord};
use crate::server::db::record::{Rows, Writes};
use crate::server::db::session::SessionRecord;
use crate::server::db::taken_back::TakenBackRecord;
use crate::server::db::user::UserRecord;
use crate::server::db::{
    Conversation, Grant, GrantId, HeldRow, MessageRow, Session, User, record_id,
};

/// The rows as they will be. Something read through it is the staged row if there is one, else the
/// head.
#[derive(Default)]
pub(super) struct Staged {
    users: HashMap<UserId, Arc<User>>,
    former_names: HashMap<Username, UserId>,
    grants: HashMap<GrantId, Arc<Grant>>,
    sessions: HashMap<SessionId, StagedSession>,
    conversations: HashMap<ConversationId, Arc<Conversation>>,
    messages: Vec<MessageRow>,
    /// New ones that wait.
    held: Vec<Arc<HeldRow>>,
    /// Of those that waited before, the ones that do not any more.
    unheld: HashMap<u64, Arc<HeldRow>>,
    /// Of those that do not wait any more, the ones that were taken back.
    taken_back: HashSet<Origin>,
    /// Members whose rows get this commit's number though nothing in them changes.
    touched: HashSet<(ConversationId, UserId)>,
}

struct StagedSession {
    session: Arc<Session>,
    revoked: bool,
}

impl Staged {
    pub fn is_empty(&self) -> bool {
        // A message changes its conversation, and what is taken back touches it.
        self.users.is_empty()
            && self.grants.is_empty()
            && self.sessions.is_empty()
            && self.conversations.is_empty()
            && self.held.is_empty()
            && self.touched.is_empty()
    }

    pub fn find_user(&self, heads: &Heads, id: UserId) -> Option<Arc<User>> {
        self.users.get(&id).cloned().or_else(|| heads.find_user(id))
    }

    /// Whether somebody else than `but` has the name, or had it.
    pub fn is_username_taken(
        &self,
        heads: &Heads,
        username: &Username,
        but: Option<UserId>,
    ) -> bool {
        let found = heads.find_user_by_username(username).map(|user| user.id);
        let former = self.former_names.get(username).copied();
        let staged = self.users.values().filter(|user| user.username == *username);
        let mut owners = found.into_iter().chain(former).chain(staged.map(|user| user.id));
        owners.any(|owner| Some(owner) != but)
    }

    /// Whether somebody else than `but` has the address.
    pub fn is_email_taken(&self, heads: &Heads, email: &Email, but: Option<UserId>) -> bool {
        let found = heads.find_user_by_email(email).map(|user| user.id);
        // Given up within this batch, it is free with the next.
        let staged = self.users.values().filter(|user| user.email.as_ref() == Some(email));
        found.into_iter().chain(staged.map(|user| user.id)).any(|owner| Some(owner) != but)
    }

    pub fn put_former_name(&mut self, name: Username, user: UserId) {
        self.former_names.insert(name, user);
    }

    pub fn find_grant(&self, heads: &Heads, id: &GrantId) -> Option<Arc<Grant>> {
        self.grants.get(id).cloned().or_else(|| heads.find_grant(id))
    }

    /// A person's that are not spent.
    pub fn list_grants_of(&self, heads: &Heads, user: UserId) -> Vec<Arc<Grant>> {
        let before = heads.list_grants().filter(|grant| !self.grants.contains_key(&grant.id));
        let all = before.chain(self.grants.values().filter(|grant| grant.uses_left > 0));
        all.filter(|grant| grant.user == Some(user)).cloned().collect()
    }

    pub fn put_grant(&mut self, grant: Arc<Grant>) {
        self.grants.insert(grant.id.clone(), grant);
    }

    /// A person's that are not revoked.
    pub fn list_sessions_of(&self, heads: &Heads, user: UserId) -> Vec<SessionId> {
        let before = heads.list_sessions_of(user).map(|session| session.id);
        let before = before.filter(|id| !self.sessions.contains_key(id));
        let staged = self.sessions.values().filter(|staged| !staged.revoked);
        let staged = staged.map(|staged| &staged.session).filter(|staged| staged.user == user);
        before.chain(staged.map(|session| session.id)).collect()
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

    pub fn find_held(&self, heads: &Heads, origin: Origin) -> Option<Arc<HeldRow>> {
        let before =
            heads.waiting().find(origin).filter(|held| !self.unheld.contains_key(&held.place));
        before.or_else(|| self.held.iter().find(|held| held.origin() == origin)).cloned()
    }

    /// What waits for somebody, in its order.
    pub fn list_held_for<'a>(
        &'a self,
        heads: &'a Heads,
        receiver: UserId,
    ) -> impl Iterator<Item = &'a Arc<HeldRow>> {
        let before = heads.waiting().list_for(receiver);
        let before = before.filter(|held| !self.unheld.contains_key(&held.place));
        before.chain(self.held.iter().filter(move |held| held.receiver() == receiver))
    }

    /// The place after all that wait.
    pub fn next_held_place(&self, heads: &Heads) -> u64 {
        self.held.last().map_or(heads.waiting().last_place(), |held| held.place) + 1
    }

    pub fn push_held(&mut self, held: Arc<HeldRow>) {
        self.held.push(held);
    }

    /// It does not wait any more.
    pub fn remove_held(&mut self, held: &Arc<HeldRow>) {
        self.touched.insert((held.conversation.clone(), held.sender));
        let staged = self.held.len();
        self.held.retain(|other| other.place != held.place);
        if self.held.len() == staged {
            self.unheld.insert(held.place, held.clone());
        }
    }

    /// It does not wait any more, and never will again.
    pub fn take_back(&mut self, held: &Arc<HeldRow>) {
        self.remove_held(held);
        self.taken_back.insert(held.origin());
    }

    pub fn is_taken_back(&self, heads: &Heads, origin: Origin) -> bool {
        self.taken_back.contains(&origin) || heads.waiting().is_taken_back(origin)
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
    pub fn write_into(&self, heads: &Heads, commit: CommitNumber, writes: &mut Writes) {
        let mut users = Rows::none();
        for user in self.users.values() {
            users.push(heads.find_user(user.id).is_none(), UserRecord::new(user, commit));
        }
        let mut former_names = Rows::none();
        for (name, user) in &self.former_names {
            former_names
                .push(!heads.is_former_name(name), FormerNameRecord::new(name, *user, commit));
        }
        let mut grants = Rows::none();
        for grant in self.grants.values() {
            let is_new = heads.find_grant(&grant.id).is_none();
            grants.push(is_new, GrantRecord::new(grant, commit));
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
                if head.as_ref().and_then(|head| head.find_member(member.user)) != Some(member) {
                    members.push(is_new, MemberRecord::new(&conversation.id, member, commit));
                }
            }
            if head.is_none_or(|head| head.last_seq != conversation.last_seq) {
                conversations.push(is_new, ConversationRecord::new(conversation, commit));
            }
        }
        for (id, user) in &self.touched {
            let head = heads.find_conversation(id);
            let member = self.find_conversation(heads, id);
            let member = member.as_ref().and_then(|conversation| conversation.find_member(*user));
            let is_written = head.as_ref().and_then(|head| head.find_member(*user)) != member;
            if let Some(member) = member.filter(|_| !is_written) {
                members.push(false, MemberRecord::new(id, member, commit));
            }
        }
        let mut held = Rows::none();
        for row in &self.held {
            held.push(true, HeldRecord::new(row, commit));
        }
        let mut taken_back = Rows::none();
        for origin in &self.taken_back {
            taken_back.push(true, TakenBackRecord::new(*origin, commit));
        }
        let mut messages = Rows::none();
        let mut sent = Rows::none();
        for message in &self.messages {
            messages.push(true, MessageRecord::new(message, commit));
            sent.push(true, SentRecord::new(message));
        }
        users.write_into(writes);
        former_names.write_into(writes);
        grants.write_into(writes);
        sessions.write_into(writes);
        conversations.write_into(writes);
        members.write_into(writes);
        held.write_into(writes);
        taken_back.write_into(writes);
        messages.write_into(writes);
        sent.write_into(writes);
        if !self.unheld.is_empty() {
            writes.text.push_str("DELETE $unheld RETURN NONE;");
            let ids: Vec<_> = self.unheld.keys().map(|place| record_id::of_held(*place)).collect();
            writes.variables.insert("unheld", ids);
        }
    }

    /// Makes the rows the heads.
    pub fn apply_to(&mut self, heads: &mut Heads) {
        for user in std::mem::take(&mut self.users).into_values() {
            heads.put_user(user);
        }
        for (name, user) in std::mem::take(&mut self.former_names) {
            heads.put_former_name(name, user);
        }
        for grant in std::mem::take(&mut self.grants).into_values() {
            heads.put_grant(grant);
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
        for held in std::mem::take(&mut self.unheld).into_values() {
            heads.waiting_mut().remove(&held);
        }
        for origin in std::mem::take(&mut self.taken_back) {
            heads.waiting_mut().put_taken_back(origin);
        }
        for held in std::mem::take(&mut self.held) {
            heads.waiting_mut().put(held);
        }
    }
}
