//! Sending: kept first, then over the socket if it is live, over HTTP if it is not. Of a conversation
//! one at a time, so that a refused one lets none pass.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::errands::Errand;
use super::sender::Sender;
use super::{Chat, Link, tab};
use crate::api;
use crate::domain::{ClientId, ConversationId, MessageBody, Problem, UnixMillis};
use crate::protocol::ClientFrame;
use crate::ui::outbox;
use crate::ui::state::{ChatState, Outcome, Pending, PendingState};

impl Chat {
    /// Writes a message. It keeps its client id until it is durable, however often and by whichever
    /// way it is sent. Returns once the browser keeps it, or has failed to: then this tab alone has
    /// it. From then on it is in the log, as sending.
    ///
    /// # Errors
    /// Those of [`MessageBody::parse`], so that the text can stay where it was typed.
    pub async fn send(
        self,
        conversation: ConversationId,
        client_id: ClientId,
        body: String,
    ) -> Result<(), Problem> {
        let mut pending = Pending {
            conversation,
            client_id,
            body: MessageBody::parse(&body)?,
            at: UnixMillis::now(),
            state: PendingState::Sending,
            place: None,
        };
        if self.sender.try_with_value(|sender| sender.keeps) == Some(true) {
            pending.place = outbox::keep(&pending).await;
            self.tell_sender(|sender| sender.keeps = pending.place.is_some());
        }
        self.write(|state| state.send(pending));
        self.hand_over();
        Ok(())
    }

    /// Tries a failed message again.
    pub fn retry(self, client_id: ClientId) {
        self.write(|state| state.retry(client_id));
        outbox::note(client_id, client_id, None);
        self.hand_over();
    }

    /// Takes a message away that is not known to be durable and returns it.
    pub fn take_back(self, client_id: ClientId) -> Option<Pending> {
        let taken = self.write(|state| state.take_back(client_id)).flatten();
        if taken.is_some() {
            outbox::forget(client_id);
            self.hand_over();
        }
        taken
    }

    /// How many messages, of all conversations, the server may not have.
    pub fn count_unsent(self) -> usize {
        self.state.with(|state| state.list_unsent().count())
    }

    /// Hands over what is due by the way that is open; while it is being opened what comes of that
    /// decides.
    pub(super) fn hand_over(self) {
        match self.link.try_get_untracked() {
            Some(Link::Live) => self.work_off(),
            Some(Link::Waiting { .. } | Link::Offline) => self.empty_outbox(),
            Some(Link::Connecting) | None => {}
        }
    }

    /// Hands the socket what is due, and tells the outbox what has become of what it keeps. To be
    /// called whenever something has changed; what this connection was handed it is not handed
    /// again.
    pub(super) fn work_off(self) {
        if self.read(ChatState::has_outcomes) == Some(true) {
            for outcome in self.write(ChatState::take_outcomes).unwrap_or_default() {
                match outcome {
                    Outcome::Sent(client_id, seq) => {
                        outbox::settle(client_id, seq);
                        self.tell_sender(|sender| sender.patience.reset());
                    }
                    Outcome::Failed(was, now, problem) => outbox::note(was, now, Some(problem)),
                }
            }
        }
        if !self.is_live() {
            return;
        }
        let mut due = self.list_due();
        self.tell_sender(|sender| {
            let now_due = due.iter().map(|pending| pending.client_id).collect();
            due.retain(|pending| !sender.handed.contains(&pending.client_id));
            sender.handed = now_due;
        });
        due.into_iter().for_each(|pending| self.carry(as_command(pending)));
    }

    /// Hands over HTTP what is due, for as long as the socket is away.
    pub(super) fn empty_outbox(self) {
        if !self.set_out(Errand::Outbox) {
            return;
        }
        spawn_local(async move {
            let mut tried = Vec::new();
            while let Some(pending) = self.next_unless_live(&tried) {
                let Pending { conversation, client_id, body, .. } = pending;
                tried.push(client_id);
                let body = body.as_str().to_owned();
                let sent =
                    api::send_message(conversation.to_string(), client_id.to_string(), body).await;
                match self.check(sent) {
                    Ok(answer) => drop(self.write(|state| state.merge_answer(answer))),
                    Err(problem) => self.refused(client_id, problem),
                }
            }
            self.come_back(&Errand::Outbox);
            self.work_off();
        });
    }

    /// The server does not take a message. What may pass by itself is waited for, with all others.
    pub(super) fn refused(self, client_id: ClientId, problem: Problem) {
        let (is_retryable, asked_secs) = (problem.code.is_retryable(), problem.retry_after_secs);
        let is_refusal = self.write(|state| state.fail(client_id, problem)) == Some(true);
        let rests = is_refusal && is_retryable && self.set_out(Errand::Rest);
        self.work_off();
        if !rests {
            return;
        }
        let mut ms = asked_secs.unwrap_or_default().saturating_mul(1_000);
        if ms == 0 {
            self.tell_sender(|sender| ms = sender.patience.next(tab::random()));
        }
        tab::later(ms, move || {
            self.come_back(&Errand::Rest);
            let again = self.read(ChatState::list_to_retry).unwrap_or_default();
            again.into_iter().for_each(|client_id| self.retry(client_id));
        });
    }

    /// What this tab is to hand over now.
    fn list_due(self) -> Vec<Pending> {
        let is_resting = self.under_way.try_with_untracked(|all| all.contains(&Errand::Rest));
        if is_resting == Some(false) { self.list_due_for(self.leads()) } else { Vec::new() }
    }

    /// What is due for the tab that leads, or for others.
    pub(super) fn list_due_for(self, leads: bool) -> Vec<Pending> {
        self.read(|state| state.list_due(leads)).unwrap_or_default()
    }

    pub(super) fn leads(self) -> bool {
        self.sender.try_with_value(|sender| sender.leads) == Some(true)
    }

    pub(super) fn tell_sender(self, change: impl FnOnce(&mut Sender)) {
        self.sender.try_update_value(change);
    }

    fn next_unless_live(self, tried: &[ClientId]) -> Option<Pending> {
        let mut due = if self.is_live() { Vec::new() } else { self.list_due() };
        due.retain(|pending| !tried.contains(&pending.client_id));
        due.into_iter().next()
    }
}

fn as_command(pending: Pending) -> ClientFrame {
    ClientFrame::SendMessage {
        conversation: pending.conversation,
        client_id: pending.client_id,
        body: pending.body.as_str().to_owned(),
    }
}
