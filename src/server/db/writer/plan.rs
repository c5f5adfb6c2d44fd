//! What each operation means, given the heads and what the batch has staged so far.

use std::collections::HashMap;
use std::sync::Arc;

use super::batch::{Answer, Batch};
use super::lookups::Lookups;
use super::operation::{Operation, Reply};
use super::receipts::Receipt;
use super::staged::Staged;
use crate::domain::{
    CommitNumber, ConversationId, Cursors, Field, Seq, SessionId, UnixMillis, UserId,
};
use crate::server::db::heads::Heads;
use crate::server::db::message::Origin;
use crate::server::db::shared::now;
use crate::server::db::{
    Appended, Change, Conversation, DbError, Member, MessageRow, NewMessage, NewSession, NewUser,
    Session, User,
};

/// A batch in the making.
pub(super) struct Plan<'a> {
    heads: &'a Heads,
    lookups: &'a Lookups,
    number: CommitNumber,
    now: UnixMillis,
    staged: Staged,
    sent: HashMap<Origin, MessageRow>,
    changes: Vec<Change>,
    answers: Vec<Answer>,
    /// To be written even if no row changes.
    is_check: bool,
}

impl<'a> Plan<'a> {
    pub fn new(heads: &'a Heads, lookups: &'a Lookups) -> Self {
        Self {
            heads,
            lookups,
            number: heads.commit().next(),
            now: now(),
            staged: Staged::default(),
            sent: HashMap::new(),
            changes: vec![],
            answers: vec![],
            is_check: false,
        }
    }

    pub fn into_batch(self) -> Batch {
        let writes = self.is_check || !self.staged.is_empty();
        let transaction = writes.then(|| Batch::transaction(self.heads, self.number, &self.staged));
        Batch {
            number: self.number,
            staged: self.staged,
            changes: self.changes,
            answers: self.answers,
            transaction,
        }
    }

    pub fn add(&mut self, operation: Operation) {
        match operation {
            Operation::InsertUser(new, reply) => {
                let outcome = self.insert_user(new);
                self.answer(reply, outcome);
            }
            Operation::InsertSession(new, reply) => {
                let outcome = self.insert_session(new);
                self.answer(reply, outcome);
            }
            Operation::RenewSession { session, last_used, expires_at, reply } => {
                let outcome = self.renew_session(session, last_used, expires_at);
                self.answer(reply, outcome);
            }
            Operation::RevokeSession(session, reply) => {
                self.revoke_session(session);
                self.answer(reply, Ok(()));
            }
            Operation::EnsureConversation { id, wrapped_key, key_version, reply } => {
                let outcome = self.ensure_conversation(id, wrapped_key, key_version);
                self.answer(reply, outcome);
            }
            Operation::AppendMessage(new, reply) => {
                let outcome = self.append_message(new);
                self.answer(reply, outcome);
            }
            Operation::SetLastSeen(user, at, reply) => {
                let outcome = self.set_last_seen(user, at);
                self.answer(reply, outcome);
            }
            Operation::Check(reply) => {
                self.is_check = true;
                self.answer(reply, Ok(()));
            }
            Operation::MoveSeen(..) | Operation::Close(_) => {
                unreachable!("the writer sorts these out when it takes them")
            }
        }
    }

    pub fn move_seen(&mut self, receipt: Receipt) {
        let outcome = self.moved_cursors(&receipt);
        for reply in receipt.replies {
            self.answer(reply, outcome.clone());
        }
    }

    /// Keeps the outcome until it is known whether the batch was committed.
    fn answer<T: Send + 'static>(&mut self, reply: Reply<T>, outcome: Result<T, DbError>) {
        self.answers.push(Box::new(move |committed| {
            let _ = reply.send(committed.map_err(DbError::clone).and(outcome));
        }));
    }

    fn insert_user(&mut self, new: NewUser) -> Result<Arc<User>, DbError> {
        if self.staged.is_username_taken(self.heads, &new.username) {
            return Err(DbError::Taken(Field::Username));
        }
        if new.email.as_ref().is_some_and(|email| self.staged.is_email_taken(self.heads, email)) {
            return Err(DbError::Taken(Field::Email));
        }
        let user = Arc::new(User {
            id: UserId::random(),
            username: new.username,
            email: new.email,
            full_name: new.full_name,
            password_hash: new.password_hash,
            created_at: self.now,
            last_seen: None,
        });
        self.staged.put_user(user.clone());
        self.changes.push(Change::UserInserted(user.clone()));
        Ok(user)
    }

    fn set_last_seen(&mut self, id: UserId, at: UnixMillis) -> Result<(), DbError> {
        let user = self.staged.find_user(self.heads, id).ok_or(DbError::NotFound)?;
        if user.last_seen != Some(at) {
            self.staged.put_user(Arc::new(User { last_seen: Some(at), ..(*user).clone() }));
        }
        Ok(())
    }

    fn insert_session(&mut self, new: NewSession) -> Result<Arc<Session>, DbError> {
        self.staged.find_user(self.heads, new.user).ok_or(DbError::NotFound)?;
        let session = Arc::new(Session {
            id: SessionId::random(),
            user: new.user,
            user_agent: new.user_agent,
            created_at: new.created_at,
            last_used: new.created_at,
            expires_at: new.expires_at,
        });
        self.staged.put_session(session.clone());
        Ok(session)
    }

    fn renew_session(
        &mut self,
        id: SessionId,
        last_used: UnixMillis,
        expires_at: UnixMillis,
    ) -> Result<(), DbError> {
        let session = self.staged.find_session(self.heads, id).ok_or(DbError::NotFound)?;
        self.staged.put_session(Arc::new(Session { last_used, expires_at, ..(*session).clone() }));
        Ok(())
    }

    fn revoke_session(&mut self, id: SessionId) {
        if let Some(session) = self.staged.find_session(self.heads, id) {
            self.changes.push(Change::SessionRevoked { session: id, user: session.user });
            self.staged.revoke_session(session);
        }
    }

    fn ensure_conversation(
        &mut self,
        id: ConversationId,
        wrapped_key: Vec<u8>,
        key_version: u32,
    ) -> Result<Arc<Conversation>, DbError> {
        if let Some(known) = self.staged.find_conversation(self.heads, &id) {
            return Ok(known);
        }
        let members = Member::of_pair(&id);
        if members.iter().any(|member| self.staged.find_user(self.heads, member.user).is_none()) {
            return Err(DbError::NotFound);
        }
        let last_seq = Seq::ZERO;
        let conversation =
            Arc::new(Conversation { id, last_seq, last: None, wrapped_key, key_version, members });
        self.staged.put_conversation(conversation.clone());
        Ok(conversation)
    }

    fn append_message(&mut self, new: NewMessage) -> Result<Appended, DbError> {
        let origin = (new.sender, new.client_id);
        if let Some((message, commit)) = self.lookups.find_sent(origin) {
            return Ok(Appended { message, repeated: true, commit });
        }
        if let Some(message) = self.sent.get(&origin).cloned() {
            return Ok(Appended { message, repeated: true, commit: self.number });
        }
        let head = self.staged.find_conversation(self.heads, &new.conversation);
        let mut conversation = (*head.ok_or(DbError::NotFound)?).clone();
        let cursors = conversation.cursors_mut(new.sender).ok_or(DbError::NotFound)?;
        cursors.own_after_seen += 1;
        // The server's clock may be set back; the log's times are not.
        let before = conversation.last.as_ref().map_or(self.now, |last| last.sent_at);
        let message = MessageRow {
            conversation: new.conversation,
            seq: conversation.last_seq.next(),
            sender: new.sender,
            client_id: new.client_id,
            sealed: new.sealed,
            key_version: new.key_version,
            sent_at: self.now.max(before),
        };
        conversation.last_seq = message.seq;
        conversation.last = Some(message.clone());
        self.changes.push(Change::MessageAppended {
            message: message.clone(),
            members: conversation.members.clone(),
        });
        self.staged.put_conversation(Arc::new(conversation));
        self.staged.push_message(message.clone());
        self.sent.insert(origin, message.clone());
        Ok(Appended { message, repeated: false, commit: self.number })
    }

    fn moved_cursors(&mut self, receipt: &Receipt) -> Result<Cursors, DbError> {
        let asked = &receipt.seen_move;
        let head = self.staged.find_conversation(self.heads, &asked.conversation);
        let mut conversation = (*head.ok_or(DbError::NotFound)?).clone();
        let last = conversation.last_seq;
        let cursors = conversation.cursors_mut(asked.user).ok_or(DbError::NotFound)?;
        let to = asked.to.min(last);
        if to <= cursors.seen {
            return Ok(*cursors);
        }
        let since = self.lookups.own_since(&asked.conversation, asked.user);
        let moved = Cursors { seen: to, own_after_seen: asked.own_after + since };
        *cursors = moved;
        self.staged.put_conversation(Arc::new(conversation));
        self.changes.push(Change::CursorsMoved {
            conversation: asked.conversation.clone(),
            user: asked.user,
            cursors: moved,
        });
        Ok(moved)
    }
}
