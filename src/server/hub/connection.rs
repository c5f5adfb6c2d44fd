//! One connection's end of the hub.

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, watch};

use super::registry::Entry;
use super::{Hub, OUTBOX_FRAMES};
use crate::domain::{SessionId, UnixMillis, UserId};

/// Names a connection within this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub(super) u64);

/// What a connection has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// Send this frame.
    Frame(Utf8Bytes),
    /// Close with this code; nothing comes after it.
    Close(u16),
}

/// A registered connection. Dropping it takes it out of the hub.
pub struct Connection {
    hub: Hub,
    id: ConnectionId,
    person: UserId,
    outbox: mpsc::Receiver<Utf8Bytes>,
    closing: watch::Receiver<Option<u16>>,
}

impl Connection {
    pub(super) fn open(hub: Hub, person: UserId, session: SessionId) -> Self {
        let (outbox, waiting) = mpsc::channel(OUTBOX_FRAMES);
        let (close, closing) = watch::channel(None);
        let mut registry = hub.registry();
        let (id, came) = registry.insert(Entry::new(person, session, outbox, close));
        if came {
            hub.announce(person, true, UnixMillis::now());
        }
        drop(registry);
        Self { hub, id, person, outbox: waiting, closing }
    }

    /// Its name, for [`Hub::watch`].
    pub fn id(&self) -> ConnectionId {
        self.id
    }

    /// The next thing to do. A close overtakes the frames that wait. May be dropped and called
    /// again without losing a frame.
    pub async fn next(&mut self) -> Outgoing {
        let close = self.closing();
        tokio::select! {
            biased;
            code = close => Outgoing::Close(code),
            Some(frame) = self.outbox.recv() => Outgoing::Frame(frame),
        }
    }

    /// Resolves when this connection is to be closed, whatever it is busy with.
    pub fn closing(&self) -> impl Future<Output = u16> + Send + use<> {
        let mut closing = self.closing.clone();
        async move {
            // The guard that this gives is a lock and must not outlive the statement.
            let code = closing.wait_for(Option::is_some).await.ok().and_then(|code| *code);
            match code {
                Some(code) => code,
                None => std::future::pending().await,
            }
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        let departure = self.hub.registry().remove(self.id);
        if let Some(departure) = departure {
            self.hub.leave_after_grace(self.person, departure);
        }
    }
}
