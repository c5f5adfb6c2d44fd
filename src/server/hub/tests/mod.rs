//! What the hub promises, without a database and without a socket.

mod delivery;
mod presence;

use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

use super::{Connection, Hub, HubOptions, OUTBOX_FRAMES, Outgoing, PresenceEvent};
use crate::domain::{SessionId, UserId};
use crate::protocol::{ServerFrame, decode_server_frame};

const GRACE: Duration = Duration::from_millis(100);

fn hub() -> (Hub, UnboundedReceiver<PresenceEvent>) {
    Hub::new(HubOptions { grace: GRACE })
}

fn enter(hub: &Hub, person: UserId) -> Connection {
    hub.connect(person, SessionId::random())
}

/// What is next for this connection right now, if anything is.
async fn next(connection: &mut Connection) -> Option<Outgoing> {
    timeout(Duration::ZERO, connection.next()).await.ok()
}

/// The next frame for this connection right now, if there is one.
async fn next_frame(connection: &mut Connection) -> Option<ServerFrame> {
    match next(connection).await? {
        Outgoing::Frame(text) => Some(decode_server_frame(&text).unwrap()),
        Outgoing::Close(code) => panic!("closed with {code}"),
    }
}
