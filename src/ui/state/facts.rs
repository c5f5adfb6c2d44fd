//! What is heard over the socket.

use super::chat_state::{ChatState, Known};
use super::pending::PendingState;
use super::stamped::Stamped;
use super::thread::Thread;
use crate::domain::{
    Account, CommitNumber, ConversationId, Cursors, MESSAGES_PER_PAGE, Message, Person, Receipts,
    Token, UserId, fold,
};
use crate::protocol::{Resume, ServerFrame};

impl ChatState {
    /// Takes in what the server said. Applying a fact twice does no harm; answers that concern
    /// nothing in here are passed over.
    pub fn apply(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::Welcome { resume, token, .. } => self.hear_welcome(resume, &token),
            ServerFrame::Missed { people, conversations, account, token, more } => {
                self.hear_missed(people, conversations, &token);
                self.merge_account(account, &token);
                if !more {
                    self.freshness.caught_up(&token);
                }
                self.show();
            }
            ServerFrame::MessageSent { message, cursors, unseen, token } => {
                self.notice_skipping(&message, &token);
                self.unseen.hear(unseen, token.number);
                self.hear_message(&message, cursors);
                self.freshness.hear(&token);
            }
            ServerFrame::MessageHeld { message, token } => {
                self.hear_held(message, &token);
                self.freshness.hear(&token);
            }
            ServerFrame::HeldTakenBack { conversation, client_id, token } => {
                self.hear_taken_back(conversation, client_id, &token);
                self.freshness.hear(&token);
            }
            ServerFrame::SendRefused { client_id, problem } => {
                self.fail(client_id, problem);
            }
            ServerFrame::CursorsMoved { conversation, cursors, unseen, token } => {
                self.unseen.hear(unseen, token.number);
                self.hear_cursors(&conversation, cursors);
                self.freshness.hear(&token);
            }
            ServerFrame::ReceiptsMoved { conversation, person, receipts, token } => {
                self.hear_receipts(&conversation, person, receipts);
                self.freshness.hear(&token);
            }
            ServerFrame::PersonChanged { person, token } => {
                self.hear_person(person, token.number);
                self.freshness.hear(&token);
            }
            ServerFrame::AccountChanged { account, token } => {
                self.hear_account(account, &token);
                self.freshness.hear(&token);
            }
            ServerFrame::PresenceChanged { person, presence } => {
                self.presences.hear(person, presence);
            }
            ServerFrame::Typed { conversation, person } => self.hear_typed(&conversation, person),
            ServerFrame::CommandRefused { .. } | ServerFrame::Pong => {}
        }
    }

    /// The socket is gone: nothing is heard until the next `Welcome`.
    pub fn disconnected(&mut self) {
        self.presences.stop_hearing();
        self.threads.values_mut().for_each(|thread| thread.typing = None);
        self.freshness.disconnected();
    }

    fn hear_welcome(&mut self, resume: Resume, token: &Token) {
        if self.freshness.token().epoch != token.epoch {
            // Another history, a restored backup: what was known may never have happened.
            self.threads.clear();
            self.people.values_mut().for_each(|known| known.person.forget_age());
            self.unseen.forget_age();
            self.sends_seen.forget_age();
            self.pending.retain(|pending| !matches!(pending.state, PendingState::Sent(_)));
            self.freshness.owe(self.open.is_some(), token);
            self.show();
        } else if resume == Resume::TakeFreshPages {
            self.freshness.owe(self.open.is_some(), token);
        } else {
            self.freshness.catch_up(resume == Resume::CatchUp);
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
        if message.sender != self.me {
            thread.typing = None;
        }
        if !is_open {
            thread.log.shorten(MESSAGES_PER_PAGE as usize);
        }
        self.note_durable(message);
    }

    /// This person has come further: by a fact, or as the answer to a request.
    pub fn hear_cursors(&mut self, id: &ConversationId, cursors: Cursors) {
        if id.has_member(self.me) {
            self.threads.entry(id.clone()).or_default().merge_cursors(cursors);
            self.show_if_open(id);
        }
    }

    fn hear_receipts(&mut self, id: &ConversationId, person: UserId, receipts: Receipts) {
        if id.other(self.me) == Some(person) {
            self.threads.entry(id.clone()).or_default().progress.merge(receipts);
            self.show_if_open(id);
        }
    }

    fn show_if_open(&mut self, id: &ConversationId) {
        if self.open.as_ref() == Some(id) {
            self.show();
        }
    }

    fn hear_account(&mut self, account: Account, token: &Token) {
        self.unseen.hear(account.unseen, token.number);
        if self.sends_seen.hear(account.sends_seen, token.number) && account.sends_seen {
            self.owe_what_others_saw(token);
        }
        self.show();
    }

    /// From a page, or from what was missed.
    pub(super) fn merge_account(&mut self, account: Account, token: &Token) {
        let sent_seen = self.sends_seen();
        self.unseen.merge(account.unseen, token.number);
        let is_news = self.sends_seen.merge(account.sends_seen, token.number);
        if is_news && account.sends_seen && !sent_seen {
            self.owe_what_others_saw(token);
        }
    }

    /// It was kept from us while we sent no receipts ourselves.
    fn owe_what_others_saw(&mut self, token: &Token) {
        if self.open.is_some() {
            self.freshness.owe_view(token);
        }
    }

    fn hear_person(&mut self, person: Person, at: CommitNumber) {
        self.presences.merge(person.id, person.presence);
        match self.people.get_mut(&person.id) {
            Some(known) => {
                known.sort_name = fold(person.full_name.as_str());
                known.person.hear(person, at);
            }
            None => self.meet(person, at),
        }
    }

    /// A person's card, from a page. Presence is merged apart.
    pub(super) fn merge_person(&mut self, person: Person, at: CommitNumber) {
        self.presences.merge(person.id, person.presence);
        match self.people.get_mut(&person.id) {
            Some(known) => drop(known.person.merge(person, at)),
            None => self.meet(person, at),
        }
    }

    fn meet(&mut self, person: Person, at: CommitNumber) {
        let (id, sort_name) = (person.id, fold(person.full_name.as_str()));
        self.people.insert(id, Known { person: Stamped::new(person, at), sort_name });
    }
}
