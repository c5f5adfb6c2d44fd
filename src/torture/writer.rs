//! A tab that writes as long as it can and goes on where it was, and its own log of what was
//! acknowledged.

use std::collections::VecDeque;
use std::time::Duration;

use natter::domain::{ClientId, ConversationId, Seq};
use natter::protocol::{ClientFrame, ServerFrame};
use tokio::time::{Instant, interval, sleep_until};

use super::person::{Person, Socket, Trouble};

/// So many messages may wait for their acknowledgement.
const WINDOW: usize = 8;
const PACE: Duration = Duration::from_millis(3);
/// How long to wait where the server asked to try again later.
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// A message that the server has acknowledged.
pub struct Acknowledged {
    pub seq: Seq,
    pub client_id: ClientId,
    pub body: String,
}

/// One tab.
pub struct Writer {
    name: String,
    person: Person,
    conversation: ConversationId,
    written: usize,
    /// Sent and not acknowledged, in order.
    waiting: VecDeque<(ClientId, String)>,
    pub acknowledged: Vec<Acknowledged>,
    /// How often the server asked to try again later. What comes after a refusal may overtake it.
    pub refused: usize,
    /// When to send again what has no answer.
    again_at: Option<Instant>,
    /// What was wrong while it wrote.
    pub faults: Vec<String>,
}

impl Writer {
    pub fn new(name: String, person: Person, conversation: ConversationId) -> Self {
        Self {
            name,
            person,
            conversation,
            written: 0,
            waiting: VecDeque::new(),
            acknowledged: vec![],
            refused: 0,
            again_at: None,
            faults: vec![],
        }
    }

    /// Writes until the server is gone, or until `until` messages are acknowledged. What had no answer
    /// goes first, under the ids that it had.
    pub async fn write(&mut self, address: &str, until: usize) {
        let Ok(mut socket) = self.person.connect(address).await else { return };
        if self.send_again(&mut socket).await.is_err() {
            return;
        }
        let mut pace = interval(PACE);
        while self.acknowledged.len() < until {
            let has_room =
                self.waiting.len() < WINDOW && self.acknowledged.len() + self.waiting.len() < until;
            tokio::select! {
                heard = socket.next() => match heard {
                    Some(frame) => self.hear(frame),
                    None => return,
                },
                () = sleep_until(self.again_at.unwrap_or_else(Instant::now)), if self.again_at.is_some() => {
                    if self.send_again(&mut socket).await.is_err() {
                        return;
                    }
                }
                _ = pace.tick(), if has_room && self.again_at.is_none() => {
                    self.written += 1;
                    let (id, body) = (ClientId::random(), format!("{} {}", self.name, self.written));
                    let command = self.command(id, &body);
                    self.waiting.push_back((id, body));
                    if socket.say(&command).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Everything without an answer, in order, under the ids that it had.
    async fn send_again(&mut self, socket: &mut Socket) -> Result<(), Trouble> {
        self.again_at = None;
        for (client_id, body) in &self.waiting {
            socket.say(&self.command(*client_id, body)).await?;
        }
        Ok(())
    }

    /// How many have no answer yet.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn command(&self, client_id: ClientId, body: &str) -> ClientFrame {
        let (conversation, body) = (self.conversation.clone(), body.to_owned());
        ClientFrame::SendMessage { conversation, client_id, body }
    }

    fn hear(&mut self, frame: ServerFrame) {
        match frame {
            ServerFrame::MessageSent { message, .. } => {
                let is_it = |(id, _): &(ClientId, String)| *id == message.client_id;
                let Some(place) = self.waiting.iter().position(is_it) else { return };
                if place > 0 && self.refused == 0 {
                    self.faults.push(format!("{}: acknowledged out of order", self.name));
                }
                let (client_id, body) = self.waiting.remove(place).expect("it was found there");
                self.acknowledged.push(Acknowledged { seq: message.seq, client_id, body });
            }
            ServerFrame::SendRefused { problem, .. } if problem.code.is_retryable() => {
                self.refused += 1;
                self.again_at = Some(Instant::now() + AGAIN_AFTER);
            }
            ServerFrame::SendRefused { problem, .. } => {
                self.faults.push(format!("{}: refused, {problem}", self.name));
            }
            _ => {}
        }
    }
}
