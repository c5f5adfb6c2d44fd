//! The live world: who is connected, and the sending to them. Knows no database.
//!
//! Everything is in one registry behind one plain mutex, which is never held across an `await` and
//! only for map look-ups and pushes into bounded queues. Nobody is waited for: a connection whose
//! queue is full is closed with "too slow" and comes back to resume, so that one stalled reader
//! delays no other and misses nothing unknowingly.

mod connection;
mod presence;
mod registry;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc;

use crate::domain::{Presence, SessionId, UserId};
use crate::protocol::{ServerFrame, encode};

pub use connection::{Connection, ConnectionId, Outgoing};
pub use presence::PresenceEvent;
use registry::Registry;

/// How many frames may wait for one connection.
pub const OUTBOX_FRAMES: usize = 256;

/// How the hub behaves.
#[derive(Clone, Copy, Debug)]
pub struct HubOptions {
    /// How long after somebody's last connection they still count as there: a reload is no leaving.
    pub grace: Duration,
}

/// The registry of connections. Cheap to clone.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    registry: Mutex<Registry>,
    events: mpsc::UnboundedSender<PresenceEvent>,
    options: HubOptions,
}

impl Hub {
    /// An empty hub, and where it tells of people coming and leaving.
    pub fn new(options: HubOptions) -> (Self, mpsc::UnboundedReceiver<PresenceEvent>) {
        let (events, told) = mpsc::unbounded_channel();
        let registry = Mutex::new(Registry::default());
        (Self(Arc::new(Inner { registry, events, options })), told)
    }

    /// Registers a connection; dropping it is leaving. Must be called within a tokio runtime.
    pub fn connect(&self, person: UserId, session: SessionId) -> Connection {
        Connection::open(self.clone(), person, session)
    }

    /// Sends a frame to every connection of these people, once to each.
    pub fn publish(&self, people: &[UserId], frame: &ServerFrame) {
        let text = Utf8Bytes::from(encode(frame));
        let registry = self.registry();
        for (index, person) in people.iter().enumerate() {
            // The notes to self have the same person on both sides.
            if !people[..index].contains(person) {
                registry.send_to_person(*person, &text);
            }
        }
    }

    /// Sends a frame that nobody need get to every connection of a person: one that has much to
    /// write already is passed over.
    pub fn publish_passing(&self, person: UserId, frame: &ServerFrame) {
        let text = Utf8Bytes::from(encode(frame));
        self.registry().send_passing(person, &text);
    }

    /// Sends a frame to every connection.
    pub fn publish_to_everyone(&self, frame: &ServerFrame) {
        let text = Utf8Bytes::from(encode(frame));
        self.registry().send_to_everyone(&text);
    }

    /// Tells the connections that show this person.
    pub fn publish_presence(&self, person: UserId, presence: Presence) {
        let text = Utf8Bytes::from(encode(&ServerFrame::PresenceChanged { person, presence }));
        self.registry().send_to_watchers(person, &text);
    }

    /// The people whose presence a connection follows, in place of those it followed before.
    pub fn watch(&self, connection: ConnectionId, people: Vec<UserId>) {
        self.registry().watch(connection, people);
    }

    /// Something was said on a connection: it is not idle.
    pub fn note_use(&self, connection: ConnectionId) {
        self.registry().note_use(connection);
    }

    /// Whether somebody is there: connected, or gone for less than the grace.
    pub fn is_online(&self, person: UserId) -> bool {
        self.registry().is_online(person)
    }

    /// Whether a connection of this session is open.
    pub fn is_connected(&self, session: SessionId) -> bool {
        self.registry().is_connected(session)
    }

    /// How many people are there.
    pub fn count_online(&self) -> usize {
        self.registry().count_online()
    }

    /// How many frames wait for the connection that has most of them.
    pub fn longest_outbox(&self) -> usize {
        self.registry().longest_outbox()
    }

    /// Everybody who is there.
    pub fn list_online(&self) -> Vec<UserId> {
        self.registry().list_online()
    }

    /// Closes the connections of a session that has ended.
    pub fn end_session(&self, session: SessionId) {
        self.registry().close_session(session);
    }

    /// Closes every connection with this code.
    pub fn close_all(&self, code: u16) {
        self.registry().close_all(code);
    }

    /// How many connections there are.
    pub fn count_connections(&self) -> usize {
        self.registry().count()
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        // A panic while it was held cannot leave it half-changed: every change is one map operation
        // after another, each whole.
        self.0.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
