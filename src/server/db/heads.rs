//! What is asked all the time, in memory: people, living sessions, conversations with their
//! latest message and cursors, messages that wait, and when something last changed for whom.
//!
//! It is read from the database when that is opened and changed only after a commit, by the writer:
//! what is here is durable.

use std::collections::HashMap;
use std::sync::Arc;

use super::people::People;
use super::waiting::Waiting;
use super::{Audience, Change, Conversation, Grant, GrantId, Session, User};
use crate::domain::{
    CommitNumber, ConversationId, Email, SessionId, Status, Token, UnixMillis, UserId, Username,
};

/// See the module.
pub(super) struct Heads {
    epoch: String,
    commit: CommitNumber,
    people: People,
    grants: HashMap<GrantId, Arc<Grant>>,
    sessions: HashMap<SessionId, Arc<Session>>,
    conversations: HashMap<ConversationId, Arc<Conversation>>,
    conversations_of: HashMap<UserId, Vec<ConversationId>>,
    waiting: Waiting,
    /// Unseen messages over all conversations; none where there is no entry.
    unseen: HashMap<UserId, u64>,
    person_changed: HashMap<UserId, CommitNumber>,
    last_change_for_everyone: CommitNumber,
    last_change_for: HashMap<UserId, CommitNumber>,
    /// When a conversation last changed for one of its members.
    conversation_changed: HashMap<(UserId, ConversationId), CommitNumber>,
}

/// What changed for somebody since a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub people: Vec<UserId>,
    pub conversations: Vec<ConversationId>,
}

impl Heads {
    pub fn new(epoch: String, commit: CommitNumber) -> Self {
        Self {
            epoch,
            commit,
            people: People::default(),
            grants: HashMap::new(),
            sessions: HashMap::new(),
            conversations: HashMap::new(),
            conversations_of: HashMap::new(),
            waiting: Waiting::default(),
            unseen: HashMap::new(),
            person_changed: HashMap::new(),
            last_change_for_everyone: CommitNumber(0),
            last_change_for: HashMap::new(),
            conversation_changed: HashMap::new(),
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
        self.people.find(id)
    }

    /// Who has the name, or had it before.
    pub fn find_user_by_username(&self, username: &Username) -> Option<Arc<User>> {
        self.people.find_by_username(username)
    }

    pub fn find_user_by_email(&self, email: &Email) -> Option<Arc<User>> {
        self.people.find_by_email(email)
    }

    /// In no particular order.
    pub fn list_users(&self) -> Vec<Arc<User>> {
        self.people.list().cloned().collect()
    }

    /// One that is not revoked and has not expired at `now`.
    pub fn find_session(&self, id: SessionId, now: UnixMillis) -> Option<Arc<Session>> {
        self.sessions.get(&id).filter(|session| now < session.expires_at).cloned()
    }

    /// Those of a person that are not revoked, expired or not.
    pub fn list_sessions_of(&self, user: UserId) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values().filter(move |session| session.user == user)
    }

    /// All that are not revoked, expired or not.
    pub fn list_sessions(&self) -> impl Iterator<Item = &Arc<Session>> {
        self.sessions.values()
    }

    pub fn list_all_conversations(&self) -> impl Iterator<Item = &Arc<Conversation>> {
        self.conversations.values()
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

    /// Notes whom a change concerns.
    pub fn note(&mut self, change: &Change, commit: CommitNumber) {
        match (change, change.audience()) {
            (Change::PersonChanged(user), _) => self.note_person(user.id, commit),
            (_, Audience::Everyone) => raise(&mut self.last_change_for_everyone, commit),
            (_, Audience::People(people)) => {
                for person in people {
                    self.note_for(person, change.conversation(), commit);
                }
            }
        }
    }

    /// Something changed for this person, in a conversation or apart from any.
    pub fn note_for(
        &mut self,
        user: UserId,
        conversation: Option<&ConversationId>,
        commit: CommitNumber,
    ) {
        raise(self.last_change_for.entry(user).or_default(), commit);
        if let Some(conversation) = conversation {
            let member = (user, conversation.clone());
            raise(self.conversation_changed.entry(member).or_default(), commit);
        }
    }

    /// Something about this person changed, which is for everyone to know.
    pub fn note_person(&mut self, user: UserId, commit: CommitNumber) {
        raise(self.person_changed.entry(user).or_default(), commit);
        raise(&mut self.last_change_for_everyone, commit);
    }

    /// What changed for this person after `since`. After the database was opened anew it may name
    /// more than there was.
    pub fn list_changes_for(&self, user: UserId, since: CommitNumber) -> Changes {
        let mut changes = Changes::default();
        if since < self.last_change_for_everyone {
            let changed = self.person_changed.iter().filter(|(_, commit)| since < **commit);
            changes.people = changed.map(|(person, _)| *person).collect();
        }
        if self.last_change_for.get(&user).is_some_and(|commit| since < *commit) {
            let conversations = self.conversations_of.get(&user).into_iter().flatten();
            let changed = conversations.filter(|id| {
                let member = (user, (*id).clone());
                self.conversation_changed.get(&member).is_some_and(|commit| since < *commit)
            });
            changes.conversations = changed.cloned().collect();
        }
        changes
    }

    /// Others' messages that were not on this person's screen, over all conversations.
    pub fn unseen(&self, user: UserId) -> u64 {
        self.unseen.get(&user).copied().unwrap_or_default()
    }

    pub fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    pub fn waiting_mut(&mut self) -> &mut Waiting {
        &mut self.waiting
    }

    /// Those whom nothing keeps any more from getting what waits for them.
    pub fn list_releasable(&self) -> Vec<UserId> {
        let is_free = |user: &UserId| {
            self.people.find(*user).is_none_or(|user| user.status == Status::Available)
        };
        self.waiting.receivers().filter(is_free).collect()
    }

    /// When the first Busy person's time ends.
    pub fn next_busy_end(&self) -> Option<UnixMillis> {
        self.people.next_busy_end()
    }

    /// Those whose time as Busy is over.
    pub fn list_busy_ended(&self, now: UnixMillis) -> Vec<UserId> {
        self.people.list_busy_ended(now)
    }

    pub fn put_user(&mut self, user: Arc<User>) {
        self.people.put(user);
    }

    pub fn put_former_name(&mut self, name: Username, user: UserId) {
        self.people.put_former_name(name, user);
    }

    pub fn is_former_name(&self, name: &Username) -> bool {
        self.people.is_former_name(name)
    }

    pub fn find_grant(&self, id: &GrantId) -> Option<Arc<Grant>> {
        self.grants.get(id).cloned()
    }

    /// What is good for anything still, in no particular order.
    pub fn list_grants(&self) -> impl Iterator<Item = &Arc<Grant>> {
        self.grants.values()
    }

    pub fn put_grant(&mut self, grant: Arc<Grant>) {
        if grant.uses_left == 0 {
            self.grants.remove(&grant.id);
        } else {
            self.grants.insert(grant.id.clone(), grant);
        }
    }

    pub fn put_session(&mut self, session: Arc<Session>) {
        self.sessions.insert(session.id, session);
    }

    pub fn remove_session(&mut self, id: SessionId) {
        self.sessions.remove(&id);
    }

    pub fn put_conversation(&mut self, conversation: Arc<Conversation>) {
        let (id, now) = (conversation.id.clone(), conversation.clone());
        let before = self.conversations.insert(id.clone(), conversation);
        for member in &now.members {
            let before = before.as_ref().map_or(0, |before| before.unseen(member.user));
            let unseen = self.unseen.entry(member.user).or_default();
            *unseen = (*unseen + now.unseen(member.user)).saturating_sub(before);
        }
        if before.is_none() {
            for member in &now.members {
                self.conversations_of.entry(member.user).or_default().push(id.clone());
            }
        }
    }
}

fn raise(last: &mut CommitNumber, commit: CommitNumber) {
    *last = commit.max(*last);
}
