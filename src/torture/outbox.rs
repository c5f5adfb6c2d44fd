//! What a tab has sent, and its own log of what was acknowledged.

use std::collections::{BTreeMap, HashMap, VecDeque};

use natter::domain::{ClientId, ConversationId, Message, Seq};
use natter::protocol::ClientFrame;

use super::flaw::{Check, Flaw};

/// A message that was written.
#[derive(Clone)]
pub struct Draft {
    /// Which of its tab's.
    pub number: usize,
    pub conversation: ConversationId,
    pub client_id: ClientId,
    pub body: String,
}

/// A message that the server has acknowledged.
pub struct Acknowledged {
    pub draft: Draft,
    pub seq: Seq,
}

/// One tab's.
#[derive(Default)]
pub struct Outbox {
    written: usize,
    /// Sent and not acknowledged, in order.
    pub waiting: VecDeque<Draft>,
    pub acknowledged: Vec<Acknowledged>,
    places: HashMap<ClientId, Seq>,
    /// How often the server asked to try again later. What comes after a refusal may overtake it.
    pub refused: usize,
    /// The furthest that was marked as seen.
    pub marked: BTreeMap<ConversationId, Seq>,
}

impl Draft {
    pub fn command(&self) -> ClientFrame {
        let Self { conversation, client_id, body, .. } = self.clone();
        ClientFrame::SendMessage { conversation, client_id, body }
    }
}

impl Outbox {
    /// Writes one more.
    pub fn write(&mut self, tab: &str, conversation: ConversationId, filler: usize) -> ClientFrame {
        self.written += 1;
        let body = format!("{tab} {}{}", self.written, ".".repeat(filler));
        let client_id = ClientId::random();
        let draft = Draft { number: self.written, conversation, client_id, body };
        let command = draft.command();
        self.waiting.push_back(draft);
        command
    }

    /// The server says that a message is durable, whoever wrote it.
    ///
    /// # Errors
    /// If it said something else before.
    pub fn hear(&mut self, message: &Message) -> Result<(), Flaw> {
        let is_it = |draft: &Draft| draft.client_id == message.client_id;
        if let Some(place) = self.waiting.iter().position(is_it) {
            let draft = self.waiting.remove(place).expect("it was found there");
            self.places.insert(draft.client_id, message.seq);
            self.acknowledged.push(Acknowledged { draft, seq: message.seq });
        }
        match self.places.get(&message.client_id) {
            Some(seq) if *seq != message.seq => {
                let text = format!("acknowledged as number {} and as {}", seq.0, message.seq.0);
                Err(Flaw::new(Check::Doubled, text))
            }
            _ => Ok(()),
        }
    }

    /// Somebody has looked at a conversation up to here.
    pub fn mark(&mut self, conversation: ConversationId, seq: Seq) -> ClientFrame {
        let marked = self.marked.entry(conversation.clone()).or_default();
        *marked = seq.max(*marked);
        ClientFrame::MarkSeen { conversation, seq }
    }
}
