//! The messages of one conversation that the tab has.

use std::sync::Arc;

use crate::domain::{ClientId, MESSAGES_PER_PAGE, Message, Seq, UnixMillis, UserId};

/// A hole of up to this many messages is filled; over a larger one the older part is let go, to be
/// loaded again when somebody scrolls back that far.
const FILL_AT_MOST: u64 = 4 * MESSAGES_PER_PAGE;

/// A window onto a conversation, from some message on. Messages may arrive in any order and any
/// number of times; a hole stays a hole until it is filled and nothing after it is shown before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MessageLog {
    /// Where the window begins; messages before it are not taken in one by one.
    from: Option<Seq>,
    /// By their places.
    messages: Vec<(Seq, Entry)>,
}

/// A message, but for what all messages of the log have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub sender: UserId,
    pub client_id: ClientId,
    pub body: Arc<str>,
    pub sent_at: UnixMillis,
}

/// Messages after `after` and before `before` that are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hole {
    pub after: Seq,
    pub before: Seq,
}

impl Hole {
    fn len(self) -> u64 {
        self.before.0 - self.after.0 - 1
    }

    pub fn is_small(self) -> bool {
        self.len() <= FILL_AT_MOST
    }

    /// What to ask for, to fill it from its beginning.
    pub fn ask_before(self) -> Seq {
        Seq(self.before.0.min(self.after.0 + MESSAGES_PER_PAGE + 1))
    }
}

impl MessageLog {
    /// One message, as a fact.
    pub fn insert(&mut self, message: &Message) {
        if message.seq >= *self.from.get_or_insert(message.seq) {
            self.put(message);
        }
    }

    /// The page that the conversation is opened with: the window begins where the page does, and
    /// keeps what was heard after it.
    pub fn open(&mut self, page: &[Message]) {
        let from = page.first().map_or(Seq::ZERO.next(), |first| first.seq);
        self.begin_at(from);
        page.iter().for_each(|message| self.put(message));
        self.let_go_before_large_holes();
    }

    /// A page that adjoins the window, lies in it or follows it. One that ends before it adjoins is
    /// of no use any more (the window has moved since it was asked for) and passed over.
    pub fn merge(&mut self, page: &[Message]) {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return };
        match self.from {
            Some(from) if last.seq.next() < from => return,
            Some(from) => self.from = Some(from.min(first.seq)),
            None => self.from = Some(first.seq),
        }
        page.iter().for_each(|message| self.put(message));
        self.let_go_before_large_holes();
    }

    /// Keeps the newest `count` messages and nothing before the last hole.
    pub fn shorten(&mut self, count: usize) {
        let newest_first = self.messages.iter().rev().map(|(seq, _)| *seq);
        let mut kept = None;
        for seq in newest_first.take(count) {
            if kept.is_some_and(|after| seq.next() != after) {
                break;
            }
            kept = Some(seq);
        }
        if let Some(from) = kept {
            self.begin_at(from);
        }
    }

    /// The messages up to the first hole.
    pub fn run(&self) -> impl Iterator<Item = (Seq, &Entry)> {
        let expected = (self.from.unwrap_or_default().0..).map(Seq);
        self.messages
            .iter()
            .zip(expected)
            .take_while(|((seq, _), expected)| seq == expected)
            .map(|((seq, entry), _)| (*seq, entry))
    }

    /// The message before which older ones have to be asked for; `None` if the first is here.
    pub fn older_before(&self) -> Option<Seq> {
        self.from.filter(|from| from.0 > 1)
    }

    /// The first hole, in a conversation that has come to `last`.
    pub fn find_hole(&self, last: Seq) -> Option<Hole> {
        let from = self.from?;
        let after = self.run_end().unwrap_or(Seq(from.0.saturating_sub(1)));
        match self.messages.get(self.place(after.next())) {
            Some(&(before, _)) => Some(Hole { after, before }),
            None if after < last => Some(Hole { after, before: last.next() }),
            None => None,
        }
    }

    /// The last message that is shown.
    pub fn run_end(&self) -> Option<Seq> {
        self.run().last().map(|(seq, _)| seq)
    }

    /// The place and text of somebody's message, hole before it or not.
    pub fn find_of(&self, sender: UserId, client_id: ClientId) -> Option<(Seq, Arc<str>)> {
        let is_it = |entry: &Entry| entry.client_id == client_id && entry.sender == sender;
        let (seq, entry) = self.messages.iter().rev().find(|(_, entry)| is_it(entry))?;
        Some((*seq, entry.body.clone()))
    }

    /// Senders of the messages that are here in `after < seq <= up_to`, hole or not.
    pub fn senders(&self, after: Seq, up_to: Seq) -> impl Iterator<Item = UserId> {
        let from = self.messages[self.place(after.next())..].iter();
        from.take_while(move |(seq, _)| *seq <= up_to).map(|(_, entry)| entry.sender)
    }

    fn put(&mut self, message: &Message) {
        let place = self.place(message.seq);
        if self.messages.get(place).is_some_and(|(seq, _)| *seq == message.seq) {
            return;
        }
        let entry = Entry {
            sender: message.sender,
            client_id: message.client_id,
            body: message.body.as_str().into(),
            sent_at: message.sent_at,
        };
        self.messages.insert(place, (message.seq, entry));
    }

    /// Where the message at `seq` is, or would be.
    fn place(&self, seq: Seq) -> usize {
        self.messages.partition_point(|(known, _)| *known < seq)
    }

    fn begin_at(&mut self, from: Seq) {
        self.messages.drain(..self.place(from));
        self.from = Some(from);
    }

    fn let_go_before_large_holes(&mut self) {
        while let Some(hole) = self.find_hole(Seq::ZERO).filter(|hole| !hole.is_small()) {
            self.begin_at(hole.before);
        }
    }
}
