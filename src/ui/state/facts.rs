//! What is heard over the socket.

use super::chat_state::{ChatState, Known};
use super::pending::PendingState;
use super::thread::Thread;
use crate::domain::{
    ConversationId, Cursors, MESSAGES_PER_PAGE, Message, Person, Token, UserId, fold,
};
use crate::protocol::{Resume, ServerFrame};

impl ChatState {
    /// Takes in what the server said. Applying a fact twice does no harm; answers that concern
    /// nothing in here are passed over.
    pub fn apply(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome { resume, token, .. } => self.hear_welcome(resume, &token),
            ServerFrame::MessageSent { message, cursors, token } => {
                self.notice_skipping(&message, &token);
                self.hear_message(&message, cursors);
                self.freshness.hear(&token);
            }
            ServerFrame::SendRefused { client_id, problem } => self.fail(client_id, problem),
            ServerFrame::CursorsMoved { conversation, person, cursors, token } => {
                self.hear_cursors(&conversation, person, cursors);
                self.freshness.hear(&token);
            }
            ServerFrame::PersonJoined { person, token } => {
                self.meet(person);
                self.freshness.hear(&token);
            }
            ServerFrame::PresenceChanged { person, presence } => {
                self.presences.hear(person, presence);
            }
            ServerFrame::CommandRefused { .. } | ServerFrame::Pong => {}
        }
    }

    /// The socket is gone: nothing is heard until the next `Welcome`.
    pub fn disconnected(&mut self) {
        self.presences.stop_hearing();
        self.freshness.disconnected();
    }

    fn hear_welcome(&mut self, resume: Resume, token: &Token) {
        if self.freshness.token().epoch != token.epoch {
            // Another history, a restored backup: what was known may never have happened.
            self.threads.clear();
            self.pending.retain(|pending| !matches!(pending.state, PendingState::Sent(_)));
            self.freshness.owe(self.open.is_some(), token);
            self.show();
        } else if resume == Resume::TakeFreshPages {
            self.freshness.owe(self.open.is_some(), token);
        }
        self.freshness.connected(token);
    }

    /// A stream that skipped a message may have skipped anything.
    fn notice_skipping(&mut self, message: &Message, token: &Token) {
        let other = message.conversation.other(self.me);
        let is_known = other.is_some_and(|other| self.people.contains_key(&other));
        let last = self.threads.get(&message.conversation).map(Thread::last_seq);
        let skipped = last.unwrap_or_default().next() < message.seq;
        if is_known && skipped && self.freshness.is_unbroken() {
            self.freshness.owe(self.open.is_some(), token);
        }
    }

    fn hear_message(&mut self, message: &Message, cursors: Cursors) {
        let id = &message.conversation;
        if !id.has_member(self.me) {
            return;
        }
        let is_open = self.open.as_ref() == Some(id);
        let thread = self.threads.entry(id.clone()).or_default();
        thread.merge_last(message.into());
        thread.merge_cursors(cursors);
        thread.log.insert(message);
        if !is_open {
            thread.log.shorten(MESSAGES_PER_PAGE as usize);
        }
        self.note_durable(message);
    }

    /// A member has come further: by a fact, or as the answer to one's own request.
    pub fn hear_cursors(&mut self, id: &ConversationId, person: UserId, cursors: Cursors) {
        if !id.has_member(self.me) {
            return;
        }
        let thread = self.threads.entry(id.clone()).or_default();
        if person == self.me {
            thread.merge_cursors(cursors);
        }
        if id.other(self.me) == Some(person) {
            thread.other_seen = thread.other_seen.max(cursors.seen);
        }
        if self.open.as_ref() == Some(id) {
            self.show();
        }
    }

    /// A person's card, from wherever. Presence is merged apart.
    pub(super) fn meet(&mut self, person: Person) {
        self.presences.merge(person.id, person.presence);
        if self.people.get(&person.id).is_some_and(|known| known.person == person) {
            return;
        }
        let sort_name = fold(person.full_name.as_str());
        self.people.insert(person.id, Known { person, sort_name });
    }
}
