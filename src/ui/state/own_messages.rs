//! What one writes oneself, from typing to durable.

use super::chat_state::ChatState;
use super::pending::{Pending, PendingState};
use crate::domain::{
    ClientId, ConversationId, HeldMessage, Message, MessageBody, Problem, ProblemCode, Token,
    UnixMillis,
};
use crate::protocol::ServerFrame;

impl ChatState {
    /// Puts a new message below the open conversation. Returns whether one is open.
    pub fn send(&mut self, client_id: ClientId, body: MessageBody, at: UnixMillis) -> bool {
        let Some(conversation) = self.open.clone() else { return false };
        let state = PendingState::Sending;
        self.pending.push(Pending { conversation, client_id, body, at, state });
        self.show();
        true
    }

    /// The messages, of all conversations, that are to be handed over, in the order of sending.
    pub fn list_sending(&self) -> impl Iterator<Item = &Pending> {
        self.pending.iter().filter(|pending| pending.state == PendingState::Sending)
    }

    /// A message was refused. Too late if it is durable after all; and one that only did not get
    /// through waits for the next connection.
    pub fn fail(&mut self, client_id: ClientId, problem: Problem) {
        if problem.code == ProblemCode::Unreachable {
            return;
        }
        self.set_pending(client_id, |state| match state {
            PendingState::Sending | PendingState::Failed(_) => PendingState::Failed(problem),
            PendingState::Sent(seq) => PendingState::Sent(seq),
        });
    }

    /// Tries a failed message again, under the same client id.
    pub fn retry(&mut self, client_id: ClientId) {
        self.set_pending(client_id, |state| match state {
            PendingState::Failed(_) => PendingState::Sending,
            other => other,
        });
    }

    /// Takes a failed message away and returns its text. One that may be on its way stays.
    pub fn discard(&mut self, client_id: ClientId) -> Option<String> {
        let is_it =
            |p: &Pending| p.client_id == client_id && matches!(p.state, PendingState::Failed(_));
        let place = self.pending.iter().position(is_it)?;
        let body = self.pending.remove(place).body.as_str().to_owned();
        self.show();
        Some(body)
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
                self.show();
            }
            _ => {}
        }
    }

    /// An own message waits for somebody Busy: it is the server's from now on.
    pub(super) fn hear_held(&mut self, message: HeldMessage, token: &Token) {
        self.pending.retain(|pending| pending.client_id != message.client_id);
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
        self.show();
    }

    /// The text of an own message that waits for the other of the open conversation.
    pub fn find_held(&self, client_id: ClientId) -> Option<&HeldMessage> {
        self.threads.get(self.open.as_ref()?)?.held.find(client_id)
    }

    pub(super) fn note_all_durable(&mut self, messages: &[Message]) {
        messages.iter().for_each(|message| self.settle_pending(message));
        self.clear_shown_pending();
        self.show();
    }

    pub(super) fn note_durable(&mut self, message: &Message) {
        self.settle_pending(message);
        self.clear_shown_pending();
        if self.open.as_ref() == Some(&message.conversation) {
            self.show();
        }
    }

    fn settle_pending(&mut self, message: &Message) {
        if message.sender == self.me {
            let thread = self.threads.entry(message.conversation.clone()).or_default();
            thread.held.settle(message.client_id);
            for pending in self.pending.iter_mut().filter(|p| p.client_id == message.client_id) {
                pending.state = PendingState::Sent(message.seq);
            }
        }
    }

    /// A durable message leaves the pending ones when the log shows it, not before: it would vanish
    /// for the moment that a hole before it is open.
    fn clear_shown_pending(&mut self) {
        let (open, threads) = (&self.open, &self.threads);
        self.pending.retain(|pending| match pending.state {
            PendingState::Sent(seq) if open.as_ref() == Some(&pending.conversation) => {
                let thread = threads.get(&pending.conversation);
                thread.and_then(|thread| thread.log.run_end()).is_none_or(|end| end < seq)
            }
            PendingState::Sent(_) => false,
            _ => true,
        });
    }

    fn set_pending(
        &mut self,
        client_id: ClientId,
        change: impl FnOnce(PendingState) -> PendingState,
    ) {
        if let Some(pending) = self.pending.iter_mut().find(|p| p.client_id == client_id) {
            pending.state = change(pending.state.clone());
            self.show();
        }
    }
}
