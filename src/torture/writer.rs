//! A tab that writes as long as it can and goes on where it was, and its own log of what was
//! acknowledged.

use std::collections::VecDeque;
use std::time::Duration;

use natter::domain::{ClientId, ConversationId, Seq};
use natter::protocol::{ClientFrame, ServerFrame};
use tokio::time::interval;

use super::person::Person;

/// So many messages may wait for their acknowledgement.
const WINDOW: usize = 8;
const PACE: Duration = Duration::from_millis(3);

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
    /// What was wrong while it wrote.
    pub faults: Vec<String>,
}

impl Writer {
    pub fn new(name: String, person: Person, conversation: ConversationId) -> Self {
        let (waiting, acknowledged, faults) = (VecDeque::new(), vec![], vec![]);
        Self { name, person, conversation, written: 0, waiting, acknowledged, faults }
    }

    /// Writes until the server is gone, or until `until` messages are acknowledged. What had no answer
    /// goes first, under the ids that it had.
    pub async fn write(&mut self, address: &str, until: usize) {
        let Ok(mut socket) = self.person.connect(address).await else { return };
        for (client_id, body) in &self.waiting {
            if socket.say(&self.command(*client_id, body)).await.is_err() {
                return;
            }
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
                _ = pace.tick(), if has_room => {
                    self.written += 1;
                    let (id, body) = (ClientId::random(), format!("{} {}", self.name, self.written));
                    let said = socket.say(&self.command(id, &body)).await;
                    self.waiting.push_back((id, body));
                    if said.is_err() {
                        return;
                    }
                }
            }
        }
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
                if place > 0 {
                    self.faults.push(format!("{}: acknowledged out of order", self.name));
                }
                let (client_id, body) = self.waiting.remove(place).expect("it was found there");
                self.acknowledged.push(Acknowledged { seq: message.seq, client_id, body });
            }
            ServerFrame::SendRefused { problem, .. } => {
                self.faults.push(format!("{}: refused, {problem}", self.name));
            }
            _ => {}
        }
    }
}
