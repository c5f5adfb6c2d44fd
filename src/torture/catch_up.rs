//! What a tab does when it is welcomed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use natter::domain::{ConversationId, ConversationView, Message, Token};
use natter::protocol::{Resume, ServerFrame};

use super::flaw::{Check, Flaw};
use super::held::Held;
use super::person::{Person, Trouble};

/// One connection's way from the welcome to where it is told of one thing after the other.
pub struct CatchUp<'a> {
    pub person: &'a Person,
    pub address: &'a str,
    pub friends: &'a [(ConversationId, String)],
    pub held: &'a Mutex<Held>,
    /// How far the pieces say that the conversations go.
    promised: BTreeMap<ConversationId, u64>,
    /// Whether everything is held that happened before the welcome.
    pub is_done: bool,
}

impl<'a> CatchUp<'a> {
    pub fn new(
        person: &'a Person,
        address: &'a str,
        friends: &'a [(ConversationId, String)],
        held: &'a Mutex<Held>,
    ) -> Self {
        Self { person, address, friends, held, promised: BTreeMap::new(), is_done: false }
    }

    /// Takes any frame in.
    ///
    /// # Errors
    /// If a page could not be had: the connection is of no use then. What is wrong with what was
    /// told is in the result.
    pub async fn take(&mut self, frame: &ServerFrame) -> Result<Result<(), Flaw>, Trouble> {
        match frame {
            ServerFrame::Welcome { resume: Resume::UpToDate, token, .. } => {
                self.lock().advance(token);
                self.is_done = true;
                Ok(Ok(()))
            }
            ServerFrame::Welcome { resume: Resume::CatchUp, .. } => Ok(Ok(())),
            ServerFrame::Welcome { resume: Resume::TakeFreshPages, .. } => {
                self.take_fresh_pages().await
            }
            ServerFrame::Missed { conversations, account, token, more, .. } => {
                for view in conversations {
                    let last = view.contact.last_seq().0;
                    self.promised.insert(view.contact.conversation.clone(), last);
                    let taken = self.take_view(view).await?;
                    if taken.is_err() {
                        return Ok(taken);
                    }
                }
                self.lock().take_account(account);
                if !more {
                    // Only now: whoever is cut off half-way has not caught up.
                    self.lock().advance(token);
                    self.is_done = true;
                    return Ok(self.judge_promises());
                }
                Ok(Ok(()))
            }
            frame => Ok(self.lock().take(frame)),
        }
    }

    async fn take_fresh_pages(&mut self) -> Result<Result<(), Flaw>, Trouble> {
        let mut oldest: Option<Token> = None;
        let overview = self.person.overview(self.address).await?;
        self.lock().take_account(&overview.account);
        for (_, username) in self.friends {
            let view = self.person.view(self.address, username).await?;
            let taken = self.take_view(&view).await?;
            if taken.is_err() {
                return Ok(taken);
            }
            if oldest.as_ref().is_none_or(|oldest| view.token.number < oldest.number) {
                oldest = Some(view.token);
            }
        }
        let pages = overview.page.token;
        if let Some(token) = oldest.filter(|oldest| oldest.number < pages.number).or(Some(pages)) {
            self.lock().token = Some(token);
        }
        self.is_done = true;
        Ok(Ok(()))
    }

    /// A view, and the pages between it and what is held.
    async fn take_view(&self, view: &ConversationView) -> Result<Result<(), Flaw>, Trouble> {
        let conversation = &view.contact.conversation;
        let held_to = self.lock().last(conversation);
        let mut older: Vec<Message> = vec![];
        while let Some(first) = older.first().or(view.messages.first()).map(|m| m.seq.0)
            && first > held_to + 1
        {
            let mut page = self.person.page(self.address, conversation, first).await?;
            page.append(&mut older);
            older = page;
        }
        Ok(self.lock().take_view(&older, view))
    }

    fn judge_promises(&self) -> Result<(), Flaw> {
        let held = self.lock();
        for (conversation, last) in &self.promised {
            let known = held.last(conversation);
            if known < *last {
                let text = format!("caught up to {known} of {last}");
                return Err(Flaw::new(Check::Hole, text));
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
