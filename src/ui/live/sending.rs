//! Sending: at once on screen, then over the socket if it is live, over HTTP if it is not.

use leptos::task::spawn_local;

use super::Chat;
use super::errands::Errand;
use crate::api;
use crate::domain::{ClientId, MessageBody, Problem, ProblemCode, UnixMillis};
use crate::protocol::ClientFrame;
use crate::ui::state::{ChatState, Pending};

impl Chat {
    /// Sends a message to the open conversation. It is in the log at once, as sending, and keeps its
    /// client id until it is durable, however often and by whichever way it is sent.
    ///
    /// # Errors
    /// Those of [`MessageBody::parse`], so that the text can stay where it was typed;
    /// [`ProblemCode::NotFound`] if no conversation is open.
    pub fn send(self, body: String) -> Result<(), Problem> {
        let (body, client_id) = (MessageBody::parse(&body)?, ClientId::random());
        let at = UnixMillis::now();
        if self.write(|state| state.send(client_id, body, at)) != Some(true) {
            return Err(ProblemCode::NotFound.into());
        }
        self.hand_over(client_id);
        Ok(())
    }

    /// Tries a failed message again.
    pub fn retry(self, client_id: ClientId) {
        self.write(|state| state.retry(client_id));
        self.hand_over(client_id);
    }

    /// Takes a failed message away and returns its text; `None` if it is not a failed one.
    pub fn discard(self, client_id: ClientId) -> Option<String> {
        self.write(|state| state.discard(client_id)).flatten()
    }

    /// After a break: everything without an answer goes out again, in its order. Client ids make
    /// what had arrived after all harmless.
    pub(super) fn send_again(self) {
        let sending = self.read(|state| state.list_sending().cloned().collect::<Vec<_>>());
        sending.into_iter().flatten().for_each(|pending| self.carry(as_command(&pending)));
    }

    /// Hands over HTTP what has no answer yet, one after the other, for as long as the socket is
    /// away.
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
                    Ok(answer) => self.write(|state| state.merge_answer(answer)),
                    Err(problem) => self.write(|state| state.fail(client_id, problem)),
                };
            }
            self.come_back(&Errand::Outbox);
        });
    }

    fn hand_over(self, client_id: ClientId) {
        let find = |state: &ChatState| {
            state.list_sending().find(|pending| pending.client_id == client_id).cloned()
        };
        match self.read(find).flatten() {
            Some(pending) if self.is_live() => self.carry(as_command(&pending)),
            Some(_) => self.empty_outbox(),
            None => {}
        }
    }

    fn next_unless_live(self, tried: &[ClientId]) -> Option<Pending> {
        let next = |state: &ChatState| {
            state.list_sending().find(|pending| !tried.contains(&pending.client_id)).cloned()
        };
        if self.is_live() { None } else { self.read(next).flatten() }
    }
}

fn as_command(pending: &Pending) -> ClientFrame {
    ClientFrame::SendMessage {
        conversation: pending.conversation.clone(),
        client_id: pending.client_id,
        body: pending.body.as_str().to_owned(),
    }
}
