//! What a tab holds, by what it was told; strict where the interface is forgiving.

use std::collections::BTreeMap;

use natter::domain::{
    CommitNumber, ConversationId, ConversationView, Cursors, Message, Seq, Token, UserId,
};
use natter::protocol::ServerFrame;

use super::flaw::{Check, Flaw};

/// What one tab holds of its person's conversations.
#[derive(Clone)]
pub struct Held {
    me: UserId,
    /// Everything up to here is held; nothing is known before the first welcome.
    pub token: Option<Token>,
    pub threads: BTreeMap<ConversationId, Thread>,
}

/// One conversation.
#[derive(Clone, Default)]
pub struct Thread {
    /// Messages up to here were let go of.
    base: u64,
    /// Those after it, without holes.
    pub messages: Vec<Message>,
    /// One's own.
    pub cursors: Cursors,
    pub other_seen: Seq,
    /// What the connection told last of each one's cursor.
    told: BTreeMap<UserId, Seq>,
}

impl Held {
    pub fn new(me: UserId, conversations: impl Iterator<Item = ConversationId>) -> Self {
        let threads = conversations.map(|id| (id, Thread::default())).collect();
        Self { me, token: None, threads }
    }

    /// Takes a fact in.
    ///
    /// # Errors
    /// If it cannot be the next one.
    pub fn take(&mut self, frame: &ServerFrame) -> Result<(), Flaw> {
        match frame {
            // An answer to what was repeated overtakes what the connection has yet to tell.
            ServerFrame::MessageSent { token, .. } if token.number == CommitNumber(0) => {}
            ServerFrame::MessageSent { message, cursors, token } => {
                let me = self.me;
                let thread = self.thread(&message.conversation)?;
                thread.append(message)?;
                thread.hear(me, cursors.seen)?;
                thread.advance(*cursors);
                self.advance(token);
            }
            ServerFrame::CursorsMoved { conversation, person, cursors, token } => {
                let me = self.me;
                let thread = self.thread(conversation)?;
                thread.hear(*person, cursors.seen)?;
                if *person == me {
                    thread.advance(*cursors);
                }
                // In the notes to oneself one is the other, too.
                if conversation.other(me) == Some(*person) {
                    thread.other_seen = thread.other_seen.max(cursors.seen);
                }
                self.advance(token);
            }
            ServerFrame::PersonJoined { token, .. } => self.advance(token),
            _ => {}
        }
        Ok(())
    }

    /// Takes fresh pages of a conversation in: the view of it, and `older` messages, down to what is
    /// held.
    ///
    /// # Errors
    /// If they tell something else than what is held.
    pub fn take_pages(&mut self, older: &[Message], view: &ConversationView) -> Result<(), Flaw> {
        let thread = self.thread(&view.contact.conversation)?;
        for message in older.iter().chain(&view.messages) {
            thread.append(message)?;
        }
        thread.advance(view.contact.cursors);
        thread.other_seen = thread.other_seen.max(view.other_seen);
        Ok(())
    }

    /// Everything up to this token is held.
    pub fn advance(&mut self, token: &Token) {
        match &mut self.token {
            Some(known) => known.advance(token),
            None => self.token = Some(token.clone()),
        }
    }

    /// Lets go of all messages but the newest, as a page does that was opened a moment ago.
    pub fn let_go(&mut self) {
        for thread in self.threads.values_mut() {
            thread.base = thread.last();
            thread.messages.clear();
        }
    }

    /// The place of the last message.
    pub fn last(&self, conversation: &ConversationId) -> u64 {
        self.threads.get(conversation).map_or(0, Thread::last)
    }

    fn thread(&mut self, id: &ConversationId) -> Result<&mut Thread, Flaw> {
        let foreign = || Flaw::new(Check::Foreign, format!("told of the conversation {id}"));
        self.threads.get_mut(id).ok_or_else(foreign)
    }
}

impl Thread {
    fn last(&self) -> u64 {
        self.base + self.messages.len() as u64
    }

    fn append(&mut self, message: &Message) -> Result<(), Flaw> {
        let (seq, last) = (message.seq.0, self.last());
        if seq == last + 1 {
            self.messages.push(message.clone());
            return Ok(());
        }
        if seq > last {
            let text = format!("told of number {seq} where {last} was the last held");
            return Err(Flaw::new(Check::Hole, text));
        }
        let held = seq.checked_sub(self.base + 1).and_then(|at| self.messages.get(at as usize));
        match held.is_none_or(|held| held == message) {
            true => Ok(()),
            false => {
                Err(Flaw::new(Check::Moved, format!("number {seq} is told of as two messages")))
            }
        }
    }

    /// A connection's own order: what it tells of somebody's cursor does not go back.
    fn hear(&mut self, person: UserId, seen: Seq) -> Result<(), Flaw> {
        let told = self.told.entry(person).or_default();
        if seen < *told {
            let text = format!("told {} after {}", seen.0, told.0);
            return Err(Flaw::new(Check::Cursor, text));
        }
        *told = seen;
        Ok(())
    }

    /// At one place of the cursor, own messages after it can only become more.
    fn advance(&mut self, cursors: Cursors) {
        let rank = |cursors: &Cursors| (cursors.seen, cursors.own_after_seen);
        self.cursors = std::cmp::max_by_key(self.cursors, cursors, rank);
    }
}
