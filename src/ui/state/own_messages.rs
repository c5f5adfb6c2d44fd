//! What one writes oneself, from typing to durable.

use super::chat_state::ChatState;
use super::pending::{Outcome, Pending, PendingState};
use crate::domain::{
    ClientId, ConversationId, HeldMessage, Message, Problem, ProblemCode, Seq, Token,
};
use crate::protocol::ServerFrame;

impl ChatState {
    /// Puts a message at the end of its conversation, unless it is there already.
    pub fn send(&mut self, pending: Pending) {
        if self.pending.iter().any(|known| known.client_id == pending.client_id) {
            return;
        }
        let client_id = pending.client_id;
        let thread = self.threads.get(&pending.conversation);
        let arrived = thread.and_then(|thread| {
            let held = || thread.held.find(client_id).map(|held| held.body.as_str().into());
            let sent = thread.log.find_of(self.me, client_id);
            sent.or_else(|| Some((Seq::ZERO, held()?)))
        });
        self.pending.push(pending);
        if let Some((seq, body)) = arrived {
            self.settle_pending(client_id, &body, seq);
            self.clear_shown_pending();
        }
        self.show();
    }

    /// The messages, of all conversations, that the server may not have, in the order of writing.
    pub fn list_unsent(&self) -> impl Iterator<Item = &Pending> {
        self.pending.iter().filter(|pending| pending.is_unsent())
    }

    /// What is to be handed over now: the first one of each conversation, unless it is stopped. What
    /// follows it waits for the answer, as only then its place is behind it. The outbox of the
    /// browser is for the tab that leads; the others have only what nobody else has.
    pub fn list_due(&self, leads: bool) -> Vec<Pending> {
        let mut due: Vec<Pending> = Vec::new();
        for pending in self.list_unsent() {
            if due.iter().all(|first| first.conversation != pending.conversation) {
                due.push(pending.clone());
            }
        }
        due.retain(|first| !first.is_stopped() && (leads || first.place.is_none()));
        due
    }

    /// A message was refused. Too late if it is durable after all; and one that only did not get
    /// through, or came from somebody whose session has ended, waits for the next occasion. Returns
    /// whether it counts as refused.
    pub fn fail(&mut self, client_id: ClientId, problem: Problem) -> bool {
        if matches!(problem.code, ProblemCode::Unreachable | ProblemCode::SignedOut) {
            return false;
        }
        let Some(pending) = self.find_unsent(client_id) else { return false };
        let outcome = pending.fail(problem);
        if pending.place.is_some() {
            self.outcomes.push(outcome);
        }
        self.show();
        true
    }

    /// The refused ones that are sent again by themselves.
    pub fn list_to_retry(&self) -> Vec<ClientId> {
        let is_refused = |own: &&Pending| own.state != PendingState::Sending && !own.is_stopped();
        self.list_unsent().filter(is_refused).map(|own| own.client_id).collect()
    }

    /// Tries a failed message again, under its client id.
    pub fn retry(&mut self, client_id: ClientId) {
        if let Some(pending) = self.find_unsent(client_id) {
            pending.state = PendingState::Sending;
            self.show();
        }
    }

    /// Takes a message away that is not known to be durable, and returns it. If it had been handed
    /// over it may turn out to be sent nevertheless.
    pub fn take_back(&mut self, client_id: ClientId) -> Option<Pending> {
        let is_it = |pending: &Pending| pending.client_id == client_id && pending.is_unsent();
        let place = self.pending.iter().position(is_it)?;
        let pending = self.pending.remove(place);
        self.show();
        Some(pending)
    }

    /// The server's answer to a message that was sent, or taken back, over HTTP. It is not part of
    /// the stream: its token is none.
    pub fn merge_answer(&mut self, answer: ServerFrame) {
        match answer {
            ServerFrame::MessageSent { message, .. } => {
                let thread = self.threads.entry(message.conversation.clone()).or_default();
                thread.merge_own(&message);
                thread.log.insert(&message);
                self.note_durable(&message);
            }
            ServerFrame::MessageHeld { message, token } => self.hear_held(message, &token),
            ServerFrame::HeldTakenBack { conversation, client_id, .. } => {
                self.threads.entry(conversation).or_default().held.take_back(client_id);
                self.refuse_taken_back(client_id);
                self.show();
            }
            _ => {}
        }
    }

    /// An own message waits for somebody Busy: it is the server's from now on.
    pub(super) fn hear_held(&mut self, message: HeldMessage, token: &Token) {
        self.settle_held(&message);
        let thread = self.threads.entry(message.conversation.clone()).or_default();
        thread.held.hear(message.client_id, Some(message), token.number);
        self.show();
    }

    pub(super) fn hear_taken_back(
        &mut self,
        conversation: ConversationId,
        client_id: ClientId,
        token: &Token,
    ) {
        self.threads.entry(conversation).or_default().held.hear(client_id, None, token.number);
        self.refuse_taken_back(client_id);
        self.show();
    }

    /// One that this tab was still to send was taken back elsewhere. Nothing will ever be sent under
    /// its id: it must neither go out nor keep those behind it waiting for an answer.
    fn refuse_taken_back(&mut self, client_id: ClientId) {
        self.fail(client_id, ProblemCode::ClientIdReused.into());
    }

    /// Another tab has heard that a message is durable.
    pub fn settle(&mut self, client_id: ClientId, seq: Seq) {
        if let Some(pending) = self.find_unsent(client_id) {
            pending.state = PendingState::Sent(seq);
            self.clear_shown_pending();
            self.show();
        }
    }

    pub(super) fn note_all_durable(&mut self, messages: &[Message]) {
        messages.iter().for_each(|message| self.settle_own(message));
        self.clear_shown_pending();
        self.show();
    }

    pub(super) fn note_durable(&mut self, message: &Message) {
        self.settle_own(message);
        self.clear_shown_pending();
        if self.open.as_ref() == Some(&message.conversation) {
            self.show();
        }
    }

    fn settle_own(&mut self, message: &Message) {
        if message.sender == self.me {
            let thread = self.threads.entry(message.conversation.clone()).or_default();
            thread.held.settle(message.client_id);
            self.settle_pending(message.client_id, message.body.as_str(), message.seq);
        }
    }

    /// A message that was changed after it had been handed over may have arrived as it was before:
    /// then what it was changed to is still unsent.
    fn settle_pending(&mut self, client_id: ClientId, body: &str, seq: Seq) {
        let Some(pending) = self.find_unsent(client_id) else { return };
        let outcome = if pending.body.as_str() == body {
            pending.state = PendingState::Sent(seq);
            Outcome::Sent(client_id, seq)
        } else {
            pending.fail(ProblemCode::ClientIdReused.into())
        };
        if pending.place.is_some() {
            self.outcomes.push(outcome);
        }
    }

    /// One that waits for a Busy person is durable, and its line is another's.
    pub(super) fn settle_held(&mut self, held: &HeldMessage) {
        self.settle_pending(held.client_id, held.body.as_str(), Seq::ZERO);
        self.clear_shown_pending();
    }

    /// A durable message leaves the pending ones when the log shows it, not before: it would vanish
    /// for the moment that a hole before it is open.
    fn clear_shown_pending(&mut self) {
        let (open, threads) = (&self.open, &self.threads);
        self.pending.retain(|pending| match pending.state {
            PendingState::Sent(Seq::ZERO) => false,
            PendingState::Sent(seq) if open.as_ref() == Some(&pending.conversation) => {
                let thread = threads.get(&pending.conversation);
                thread.and_then(|thread| thread.log.run_end()).is_none_or(|end| end < seq)
            }
            PendingState::Sent(_) => false,
            _ => true,
        });
    }

    fn find_unsent(&mut self, client_id: ClientId) -> Option<&mut Pending> {
        let mut pending = self.pending.iter_mut();
        pending.find(|pending| pending.client_id == client_id && pending.is_unsent())
    }
}
