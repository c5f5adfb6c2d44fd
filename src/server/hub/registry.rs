//! The maps of the hub.

use std::collections::{HashMap, HashSet};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, watch};

use super::connection::ConnectionId;
use crate::domain::{SessionId, UserId};
use crate::protocol::{CONNECTIONS_PER_PERSON_MAX, close};
use crate::server::planted::{self, Fault};

/// One connection as the hub sees it.
pub(super) struct Entry {
    person: UserId,
    session: SessionId,
    outbox: mpsc::Sender<Utf8Bytes>,
    close: watch::Sender<Option<u16>>,
    watched: HashSet<UserId>,
    /// When something was last said on it, in the order of such moments.
    used: u64,
}

impl Entry {
    pub(super) fn new(
        person: UserId,
        session: SessionId,
        outbox: mpsc::Sender<Utf8Bytes>,
        close: watch::Sender<Option<u16>>,
    ) -> Self {
        Self { person, session, outbox, close, watched: HashSet::new(), used: 0 }
    }

    /// The first reason to close is the one that counts.
    fn close(&self, code: u16) {
        self.close.send_if_modified(|reason| {
            let first = reason.is_none();
            reason.get_or_insert(code);
            first
        });
    }

    fn send(&self, text: &Utf8Bytes) {
        // Nothing follows a frame that was not sent: the client would have a hole without knowing.
        let open = self.close.borrow().is_none();
        if planted::is_now(Fault::DropFrame) {
            return;
        }
        if open && self.outbox.try_send(text.clone()).is_err() {
            self.close(close::TOO_SLOW);
        }
    }
}

/// Somebody who is there: their connections, or the departure that the grace still covers.
#[derive(Default)]
struct Somebody {
    connections: HashSet<ConnectionId>,
    departure: u64,
}

#[derive(Default)]
pub(super) struct Registry {
    connections: HashMap<ConnectionId, Entry>,
    people: HashMap<UserId, Somebody>,
    watchers: HashMap<UserId, HashSet<ConnectionId>>,
    last_id: u64,
    departures: u64,
    uses: u64,
}

impl Registry {
    /// Adds a connection; true if its person was not there before.
    pub(super) fn insert(&mut self, entry: Entry) -> (ConnectionId, bool) {
        self.last_id += 1;
        let (id, person) = (ConnectionId(self.last_id), entry.person);
        self.connections.insert(id, entry);
        self.note_use(id);
        let came = !self.people.contains_key(&person);
        self.people.entry(person).or_default().connections.insert(id);
        self.close_idlest(person);
        (id, came)
    }

    /// Something was said on a connection.
    pub(super) fn note_use(&mut self, id: ConnectionId) {
        self.uses += 1;
        if let Some(entry) = self.connections.get_mut(&id) {
            entry.used = self.uses;
        }
    }

    /// Closes what somebody has too much of, the silent ones first.
    fn close_idlest(&self, person: UserId) {
        let ids = self.people.get(&person).into_iter().flat_map(|somebody| &somebody.connections);
        let entries = ids.filter_map(|id| self.connections.get(id));
        let mut open: Vec<&Entry> = entries.filter(|e| e.close.borrow().is_none()).collect();
        open.sort_unstable_by_key(|entry| entry.used);
        let too_many = open.len().saturating_sub(CONNECTIONS_PER_PERSON_MAX);
        open[..too_many].iter().for_each(|entry| entry.close(close::TOO_MANY));
    }

    /// Takes a connection out; if it was its person's last, the number of this departure.
    pub(super) fn remove(&mut self, id: ConnectionId) -> Option<u64> {
        let entry = self.connections.remove(&id)?;
        for person in &entry.watched {
            self.unwatch(id, *person);
        }
        let somebody = self.people.get_mut(&entry.person)?;
        somebody.connections.remove(&id);
        if !somebody.connections.is_empty() {
            return None;
        }
        self.departures += 1;
        somebody.departure = self.departures;
        Some(self.departures)
    }

    /// Forgets somebody who has not come back since that departure; false if they have.
    pub(super) fn forget_if_gone(&mut self, person: UserId, departure: u64) -> bool {
        let gone = self.people.get(&person).is_some_and(|somebody| {
            somebody.connections.is_empty() && somebody.departure == departure
        });
        if gone {
            self.people.remove(&person);
        }
        gone
    }

    pub(super) fn send_to_person(&self, person: UserId, text: &Utf8Bytes) {
        let connections = self.people.get(&person).map(|somebody| &somebody.connections);
        self.send(connections.into_iter().flatten(), text);
    }

    pub(super) fn send_passing(&self, person: UserId, text: &Utf8Bytes) {
        let ids = self.people.get(&person).into_iter().flat_map(|somebody| &somebody.connections);
        for entry in ids.filter_map(|id| self.connections.get(id)) {
            if entry.outbox.capacity() > entry.outbox.max_capacity() / 2 {
                entry.send(text);
            }
        }
    }

    pub(super) fn send_to_watchers(&self, person: UserId, text: &Utf8Bytes) {
        self.send(self.watchers.get(&person).into_iter().flatten(), text);
    }

    pub(super) fn send_to_everyone(&self, text: &Utf8Bytes) {
        self.send(self.connections.keys(), text);
    }

    fn send<'a>(&self, to: impl Iterator<Item = &'a ConnectionId>, text: &Utf8Bytes) {
        for entry in to.filter_map(|id| self.connections.get(id)) {
            entry.send(text);
        }
    }

    pub(super) fn watch(&mut self, id: ConnectionId, people: Vec<UserId>) {
        let Some(entry) = self.connections.get_mut(&id) else { return };
        let wanted: HashSet<UserId> = people.into_iter().collect();
        let before = std::mem::replace(&mut entry.watched, wanted.clone());
        for person in before.difference(&wanted) {
            self.unwatch(id, *person);
        }
        for person in wanted {
            self.watchers.entry(person).or_default().insert(id);
        }
    }

    fn unwatch(&mut self, id: ConnectionId, person: UserId) {
        if let Some(watchers) = self.watchers.get_mut(&person) {
            watchers.remove(&id);
            if watchers.is_empty() {
                self.watchers.remove(&person);
            }
        }
    }

    pub(super) fn is_online(&self, person: UserId) -> bool {
        self.people.contains_key(&person)
    }

    pub(super) fn count_online(&self) -> usize {
        self.people.len()
    }

    pub(super) fn longest_outbox(&self) -> usize {
        let waiting =
            |entry: &Entry| entry.outbox.max_capacity().saturating_sub(entry.outbox.capacity());
        self.connections.values().map(waiting).max().unwrap_or_default()
    }

    pub(super) fn list_online(&self) -> Vec<UserId> {
        self.people.keys().copied().collect()
    }

    pub(super) fn close_session(&self, session: SessionId) {
        for entry in self.connections.values().filter(|entry| entry.session == session) {
            entry.close(close::SESSION_ENDED);
        }
    }

    pub(super) fn is_connected(&self, session: SessionId) -> bool {
        self.connections.values().any(|entry| entry.session == session)
    }

    pub(super) fn close_all(&self, code: u16) {
        for entry in self.connections.values() {
            entry.close(code);
        }
    }

    pub(super) fn count(&self) -> usize {
        self.connections.len()
    }
}

#[cfg(test)]
impl Registry {
    pub(super) fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.people.is_empty() && self.watchers.is_empty()
    }
}
