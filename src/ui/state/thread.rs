//! One conversation as the tab knows it.

use super::held_lines::HeldLines;
use super::message_log::MessageLog;
use super::progress::Progress;
use crate::domain::{Cursors, LastMessage, Message, Seq, UserId};

/// What is known of one conversation, open or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Thread {
    pub last: Option<LastMessage>,
    /// Own ones, as the server has them.
    pub cursors: Cursors,
    /// How far the other has come.
    pub progress: Progress,
    /// Own messages that wait for the other.
    pub held: HeldLines,
    /// The number of the newest sign that the other is writing.
    pub typing: Option<u64>,
    /// Everything up to here was on this tab's screen; the server may not know yet.
    pub on_screen: Seq,
    pub log: MessageLog,
}

impl Thread {
    pub fn last_seq(&self) -> Seq {
        self.last.as_ref().map_or(Seq::ZERO, |last| last.seq)
    }

    pub fn merge_last(&mut self, last: LastMessage) {
        if self.last_seq() < last.seq {
            self.last = Some(last);
        }
    }

    /// `seen` never goes back; while it stands, own messages only become more.
    pub fn merge_cursors(&mut self, cursors: Cursors) {
        let place = |c: &Cursors| (c.seen, c.own_after_seen);
        let delivered = self.cursors.delivered.max(cursors.delivered);
        if place(&self.cursors) < place(&cursors) {
            self.cursors = cursors;
        }
        self.cursors.delivered = delivered;
    }

    /// An own message whose cursors were not told: what the server did to them is known if it
    /// directly follows the latest message.
    pub fn merge_own(&mut self, message: &Message) {
        if message.seq == self.last_seq().next() {
            self.cursors.own_after_seen += 1;
            if self.cursors.delivered == self.last_seq() {
                self.cursors.delivered = message.seq;
            }
            self.last = Some(message.into());
        }
    }

    /// Own cursors, with what is on this screen counted before the server has confirmed it.
    pub fn shown_cursors(&self, me: UserId) -> Cursors {
        let (seen, last) = (self.on_screen.min(self.last_seq()), self.last_seq());
        if seen <= self.cursors.seen {
            return self.cursors;
        }
        let after: Vec<_> = self.log.senders(seen, last).collect();
        if after.len() as u64 != last.0 - seen.0 {
            return self.cursors;
        }
        let own_after_seen = after.iter().filter(|sender| **sender == me).count() as u64;
        Cursors { seen, own_after_seen, ..self.cursors }
    }

    /// How far the server should be told that things have arrived.
    pub fn delivered_due(&self) -> Option<Seq> {
        Some(self.last_seq()).filter(|last| self.cursors.delivered < *last)
    }

    /// How far the server should be told that things were seen: only where that makes a difference,
    /// that is, where messages of the other are among them.
    pub fn seen_due(&self, me: UserId) -> Option<Seq> {
        let (old, new) = (self.cursors.seen, self.on_screen.min(self.last_seq()));
        if new <= old || self.cursors.unseen(self.last_seq()) == 0 {
            return None;
        }
        let newly_seen: Vec<_> = self.log.senders(old, new).collect();
        let all_known = newly_seen.len() as u64 == new.0 - old.0;
        let others = newly_seen.iter().any(|sender| *sender != me);
        (others || !all_known).then_some(new)
    }
}
