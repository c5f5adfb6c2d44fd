//! What the browser keeps of own messages until they are durable, for all tabs of the person.

use super::chat_state::ChatState;
use super::pending::{Outcome, Pending, PendingState};
use crate::domain::{ClientId, Field, MessageBody, Problem, Seq, UnixMillis};

/// What parts the texts of the outbox: no message has it in it.
const SEPARATOR: char = '\0';
/// How many texts make an entry, see [`read_entries`].
const TEXTS: usize = 6;

/// The outbox as the store of the browser tells it: for each message its place, client id,
/// conversation, body, time in milliseconds, and the code of why it was refused, as JSON, or
/// nothing. What cannot be read, as another version wrote it, is passed over.
pub fn read_entries(told: &str) -> Vec<Pending> {
    let texts: Vec<&str> = told.split(SEPARATOR).collect();
    texts.chunks_exact(TEXTS).filter_map(read_entry).collect()
}

/// What another tab tells of a message that it has heard to be durable: its client id and its place.
pub fn read_settled(told: &str) -> Option<(ClientId, Seq)> {
    let (client_id, seq) = told.split_once(SEPARATOR)?;
    Some((client_id.parse().ok()?, Seq(seq.parse().ok()?)))
}

fn read_entry(texts: &[&str]) -> Option<Pending> {
    let [place, client_id, conversation, body, at, problem] = texts else { return None };
    Some(Pending {
        conversation: conversation.parse().ok()?,
        client_id: client_id.parse().ok()?,
        body: MessageBody::parse(body).ok()?,
        at: UnixMillis(at.parse().ok()?),
        state: match serde_json::from_str(problem) {
            Ok(code) => PendingState::Failed(Problem::at(Field::Body, code)),
            Err(_) => PendingState::Sending,
        },
        place: Some(place.parse().ok()?),
    })
}

impl ChatState {
    /// Takes in the whole outbox, which is in the order of writing. What it does not have any more was
    /// taken back in another tab; what is durable stays so. What only this tab has comes last: once
    /// the browser failed to keep something, it is not asked to keep more.
    pub fn merge_outbox(&mut self, kept: Vec<Pending>) {
        let mut only_here = Vec::new();
        for known in std::mem::take(&mut self.pending) {
            let is_kept = kept.iter().any(|kept| kept.client_id == known.client_id);
            match known.place {
                _ if !known.is_unsent() => self.pending.push(known),
                None if !is_kept => only_here.push(known),
                _ => {}
            }
        }
        kept.into_iter().chain(only_here).for_each(|pending| self.send(pending));
    }

    /// What the outbox is to be told, once.
    pub fn take_outcomes(&mut self) -> Vec<Outcome> {
        std::mem::take(&mut self.outcomes)
    }

    /// Whether [`ChatState::take_outcomes`] has something.
    pub fn has_outcomes(&self) -> bool {
        !self.outcomes.is_empty()
    }
}
