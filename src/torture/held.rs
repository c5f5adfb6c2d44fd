//! What a tab holds, by what it was told; strict where the interface is forgiving.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use natter::domain::{
    Account, ClientId, CommitNumber, ConversationId, ConversationView, Cursors, Message, Receipts,
    Seq, Token, UserId,
};
use natter::protocol::ServerFrame;

use super::busy::Busy;
use super::flaw::{Check, Flaw};

/// What one tab holds of its person's conversations.
#[derive(Clone)]
pub struct Held {
    me: UserId,
    busy: Arc<Busy>,
    /// Everything up to here is held; nothing is known before the first welcome.
    pub token: Option<Token>,
    pub threads: BTreeMap<ConversationId, Thread>,
    /// What is unseen over all conversations.
    pub unseen: u64,
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
    /// How far the other has come.
    pub receipts: Receipts,
    /// Own messages that wait for somebody Busy.
    pub waiting: BTreeSet<ClientId>,
    /// What the connection told last: one's own seen, and the other's seen and delivered.
    told: [Seq; 3],
}

impl Held {
    pub fn new(
        me: UserId,
        busy: Arc<Busy>,
        conversations: impl Iterator<Item = ConversationId>,
    ) -> Self {
        let threads = conversations.map(|id| (id, Thread::default())).collect();
        Self { me, busy, token: None, threads, unseen: 0 }
    }

    /// Takes a fact in.
    ///
    /// # Errors
    /// If it cannot be the next one.
    pub fn take(&mut self, frame: &ServerFrame) -> Result<(), Flaw> {
        use ServerFrame as F;
        let token = match frame {
            F::MessageSent { token, .. }
            | F::MessageHeld { token, .. }
            | F::HeldTakenBack { token, .. }
            | F::CursorsMoved { token, .. }
            | F::ReceiptsMoved { token, .. }
            | F::PersonChanged { token, .. }
            | F::AccountChanged { token, .. } => token,
            _ => return Ok(()),
        };
        // An answer to what was repeated overtakes what the connection has yet to tell.
        if token.number == CommitNumber(0) {
            return Ok(());
        }
        match frame {
            F::MessageSent { message, cursors, unseen, .. } => {
                self.append(message)?;
                let thread = self.thread(&message.conversation)?;
                thread.waiting.remove(&message.client_id);
                thread.hear([Some(cursors.seen), None, None])?;
                thread.advance(*cursors);
                self.unseen = *unseen;
            }
            F::CursorsMoved { conversation, cursors, unseen, .. } => {
                let thread = self.thread(conversation)?;
                thread.hear([Some(cursors.seen), None, None])?;
                thread.advance(*cursors);
                self.unseen = *unseen;
            }
            F::ReceiptsMoved { conversation, receipts, .. } => {
                let thread = self.thread(conversation)?;
                thread.hear([None, Some(receipts.seen), Some(receipts.delivered)])?;
                thread.receive(*receipts);
            }
            F::MessageHeld { message, .. } => {
                self.thread(&message.conversation)?.waiting.insert(message.client_id);
            }
            F::HeldTakenBack { conversation, client_id, .. } => {
                self.thread(conversation)?.waiting.remove(client_id);
            }
            F::AccountChanged { account, .. } => self.take_account(account),
            _ => {}
        }
        self.advance(token);
        Ok(())
    }

    /// Takes in how a conversation stands: with `older` messages, down to what is held.
    ///
    /// # Errors
    /// If that tells something else than what is held.
    pub fn take_view(&mut self, older: &[Message], view: &ConversationView) -> Result<(), Flaw> {
        for message in older.iter().chain(&view.messages) {
            self.append(message)?;
        }
        let me = self.me;
        if view
            .contact
            .last
            .as_ref()
            .is_some_and(|last| last.sender != me && self.busy.holds(&last.preview))
        {
            return Err(Flaw::new(Check::Leaked, "the Busy were shown the latest message"));
        }
        let thread = self.thread(&view.contact.conversation)?;
        thread.advance(view.contact.cursors);
        thread.receive(view.receipts);
        thread.waiting = view.held.iter().map(|held| held.client_id).collect();
        Ok(())
    }

    pub fn take_account(&mut self, account: &Account) {
        self.unseen = account.unseen;
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

    fn append(&mut self, message: &Message) -> Result<(), Flaw> {
        let is_leak = message.sender != self.me && self.busy.holds(message.body.as_str());
        let thread = self.thread(&message.conversation)?;
        let is_new = thread.append(message)?;
        match is_new && is_leak {
            true => Err(Flaw::new(Check::Leaked, format!("number {}", message.seq.0))),
            false => Ok(()),
        }
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

    /// Whether it was not held yet.
    fn append(&mut self, message: &Message) -> Result<bool, Flaw> {
        let (seq, last) = (message.seq.0, self.last());
        if seq == last + 1 {
            self.messages.push(message.clone());
            return Ok(true);
        }
        if seq > last {
            let text = format!("told of number {seq} where {last} was the last held");
            return Err(Flaw::new(Check::Hole, text));
        }
        let held = seq.checked_sub(self.base + 1).and_then(|at| self.messages.get(at as usize));
        match held.is_none_or(|held| held == message) {
            true => Ok(false),
            false => Err(Flaw::new(Check::Moved, format!("number {seq} is two messages"))),
        }
    }

    /// A connection's own order: what it tells of a cursor does not go back.
    fn hear(&mut self, told: [Option<Seq>; 3]) -> Result<(), Flaw> {
        for (before, now) in self.told.iter_mut().zip(told) {
            let Some(now) = now else { continue };
            if now < *before {
                let text = format!("told {} after {}", now.0, before.0);
                return Err(Flaw::new(Check::Cursor, text));
            }
            *before = now;
        }
        Ok(())
    }

    /// At one place of the cursor, own messages after it can only become more.
    fn advance(&mut self, cursors: Cursors) {
        let rank = |cursors: &Cursors| (cursors.seen, cursors.own_after_seen);
        self.cursors = std::cmp::max_by_key(self.cursors, cursors, rank);
    }

    fn receive(&mut self, receipts: Receipts) {
        self.receipts.seen = receipts.seen.max(self.receipts.seen);
        self.receipts.delivered = receipts.delivered.max(self.receipts.delivered);
    }
}
