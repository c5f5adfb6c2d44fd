//! What a tab has sent, and its own log of what was acknowledged.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use natter::domain::{ClientId, ConversationId, Message, Seq};
use natter::protocol::{ClientFrame, ServerFrame};
use rand::Rng;
use rand::rngs::SmallRng;

use super::busy::now_micros;
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
    /// Acknowledged as waiting for somebody Busy, in order.
    pub held: Vec<Draft>,
    asked_back: HashSet<ClientId>,
    /// Of these the server said that they are gone.
    pub taken_back: HashSet<ClientId>,
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
        let body = format!("{tab} {} @{}{}", self.written, now_micros(), ".".repeat(filler));
        let client_id = ClientId::random();
        let draft = Draft { number: self.written, conversation, client_id, body };
        let command = draft.command();
        self.waiting.push_back(draft);
        command
    }

    /// What the server says of one's own messages, by whichever door.
    ///
    /// # Errors
    /// If it said something else before.
    pub fn hear(&mut self, frame: &ServerFrame) -> Result<(), Flaw> {
        match frame {
            ServerFrame::MessageSent { message, .. } => self.hear_sent(message),
            ServerFrame::MessageHeld { message, .. } => {
                if let Some(draft) = self.take_waiting(message.client_id) {
                    self.held.push(draft);
                }
                Ok(())
            }
            ServerFrame::HeldTakenBack { client_id, .. } => {
                let held = self.held.iter().position(|draft| draft.client_id == *client_id);
                if let Some(place) = held {
                    self.held.remove(place);
                    self.taken_back.insert(*client_id);
                    if !self.asked_back.contains(client_id) {
                        return Err(Flaw::new(Check::Lost, "taken back by nobody"));
                    }
                }
                match self.places.get(client_id) {
                    Some(seq) => {
                        let text = format!("number {} was taken back after it was sent", seq.0);
                        Err(Flaw::new(Check::Leaked, text))
                    }
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// One's own message, or anybody's, has its place.
    ///
    /// # Errors
    /// If it said something else before.
    pub fn hear_sent(&mut self, message: &Message) -> Result<(), Flaw> {
        let held = self.held.iter().position(|draft| draft.client_id == message.client_id);
        let draft = match held {
            Some(place) => Some(self.held.remove(place)),
            None => self.take_waiting(message.client_id),
        };
        if let Some(draft) = draft {
            self.places.insert(draft.client_id, message.seq);
            self.acknowledged.push(Acknowledged { draft, seq: message.seq });
        }
        if self.taken_back.contains(&message.client_id) {
            let text = format!("number {} was sent after it was taken back", message.seq.0);
            return Err(Flaw::new(Check::Leaked, text));
        }
        match self.places.get(&message.client_id) {
            Some(seq) if *seq != message.seq => {
                let text = format!("acknowledged as number {} and as {}", seq.0, message.seq.0);
                Err(Flaw::new(Check::Doubled, text))
            }
            _ => Ok(()),
        }
    }

    fn take_waiting(&mut self, client_id: ClientId) -> Option<Draft> {
        let place = self.waiting.iter().position(|draft| draft.client_id == client_id)?;
        self.waiting.remove(place)
    }

    /// Now and then one of those that wait for somebody Busy.
    pub fn choose_to_take_back(&mut self, chance: &mut SmallRng) -> Option<Draft> {
        if self.held.is_empty() || !chance.random_bool(0.1) {
            return None;
        }
        let draft = self.held[chance.random_range(0..self.held.len())].clone();
        self.asked_back.insert(draft.client_id);
        Some(draft)
    }

    /// Those that still wait although they were asked back, as far as is known here.
    pub fn list_asked_back(&self) -> Vec<Draft> {
        let asked = self.held.iter().filter(|draft| self.asked_back.contains(&draft.client_id));
        asked.cloned().collect()
    }

    /// Somebody has looked at a conversation up to here.
    pub fn mark(&mut self, conversation: ConversationId, seq: Seq) -> ClientFrame {
        let marked = self.marked.entry(conversation.clone()).or_default();
        *marked = seq.max(*marked);
        ClientFrame::MarkSeen { conversation, seq }
    }
}
