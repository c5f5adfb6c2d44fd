//! A tab: what it is, what it holds, what it has sent.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use natter::domain::ConversationId;
use tokio::sync::watch;

use super::flaw::Flaw;
use super::held::Held;
use super::outbox::Outbox;
use super::person::Person;

/// What goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Everybody writes.
    Writing,
    /// What was written is sent to its end, and nothing more is written.
    Calm,
    /// The tab is closed.
    Over,
}

/// How a tab behaves.
#[derive(Clone, Copy)]
pub struct Habits {
    /// About how often it writes.
    pub pace: Duration,
    /// So many messages may wait for their acknowledgement.
    pub window: usize,
    /// Whether it comes back with older tokens, from older states and twice at once.
    pub odd_resumes: bool,
}

/// One tab.
pub struct Tab {
    pub name: String,
    pub person: Person,
    /// The person's conversations, and with whom they are.
    pub friends: Vec<(ConversationId, String)>,
    pub(super) habits: Habits,
    pub(super) held: Mutex<Held>,
    outbox: Mutex<Outbox>,
    /// Whether it holds everything up to its token and is told of more.
    pub(super) live: watch::Sender<bool>,
    flaws: Mutex<Vec<Flaw>>,
    pub(super) resumes: watch::Sender<usize>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Tab {
    pub fn new(
        name: String,
        person: Person,
        friends: Vec<(ConversationId, String)>,
        habits: Habits,
    ) -> Self {
        let conversations = friends.iter().map(|(id, _)| id.clone());
        let held = Mutex::new(Held::new(person.id, person.busy.clone(), conversations));
        let (live, resumes) = (watch::channel(false).0, watch::channel(0).0);
        let (outbox, flaws) = (Mutex::default(), Mutex::default());
        Self { name, person, friends, habits, held, outbox, live, flaws, resumes }
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        lock(&self.held)
    }

    pub fn outbox(&self) -> MutexGuard<'_, Outbox> {
        lock(&self.outbox)
    }

    /// Whether nothing waits and everything is held.
    pub fn is_settled(&self) -> bool {
        let outbox = self.outbox();
        *self.live.borrow() && outbox.waiting.is_empty() && outbox.held.is_empty()
    }

    /// How often it has come back.
    pub fn resumes(&self) -> usize {
        *self.resumes.borrow()
    }

    /// What was found wrong since this was asked last.
    pub fn take_flaws(&self) -> Vec<Flaw> {
        std::mem::take(&mut lock(&self.flaws))
    }

    /// Keeps what was found wrong.
    pub(super) fn note(&self, result: Result<(), Flaw>) {
        if let Err(flaw) = result {
            let flaw = Flaw::new(flaw.check, format!("{}: {}", self.name, flaw.text()));
            lock(&self.flaws).push(flaw);
        }
    }

    /// How things stand, for the report.
    pub fn describe(&self) -> String {
        let (live, outbox) = (*self.live.borrow(), self.outbox());
        let (waiting, held) = (outbox.waiting.len(), outbox.held.len());
        let asked = outbox.list_asked_back().len();
        let name = &self.name;
        format!("{name} (live: {live}, {waiting} unanswered, {held} wait, {asked} asked back)")
    }

    pub(super) fn conversations(&self) -> Vec<ConversationId> {
        self.friends.iter().map(|(id, _)| id.clone()).collect()
    }
}
