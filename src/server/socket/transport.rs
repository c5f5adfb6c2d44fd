//! What a conversation needs of that which carries it: a WebSocket, or a tab's share of an event
//! stream. Everything else about a connection is the same on both.

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use futures::Stream;

use crate::domain::{Problem, ProblemCode};
use crate::protocol::{ClientFrame, decode_client_frame};
use crate::server::metrics::Way;

/// A message of the peer's, read.
pub(super) enum Incoming {
    Command(ClientFrame),
    /// Text, but no command of ours.
    Refused(Problem),
    /// Too long, not UTF-8, or not text at all.
    Unreadable,
    /// A ping or pong of the protocol's own.
    Nothing,
    /// The peer closed or is gone.
    End,
}

impl Incoming {
    pub(super) fn from_text(text: &str) -> Self {
        match decode_client_frame(text) {
            Ok(frame) => Self::Command(frame),
            Err(problem) if problem.code == ProblemCode::TooLarge => Self::Unreadable,
            Err(problem) => Self::Refused(problem),
        }
    }
}

/// Something to be said to the peer.
pub(super) enum Said {
    Frame(Utf8Bytes),
    /// Keeps the way open, and shows whether the peer is still there.
    Heartbeat,
    /// With this code; the last thing to be said.
    Close(u16),
}

/// The peer is gone.
#[derive(Debug)]
pub(super) struct Gone;

/// What comes in, in order. It ends when the peer is gone.
pub(super) trait Ear: Stream<Item = Incoming> + Send + Unpin {}

impl<T: Stream<Item = Incoming> + Send + Unpin> Ear for T {}

/// What goes out, in order.
pub(super) trait Mouth: Send {
    /// Waits until the way has room for it.
    fn say(&mut self, said: Said) -> impl Future<Output = Result<(), Gone>> + Send;
}

/// One connection's two directions.
pub(super) struct Transport<E, M> {
    pub ear: E,
    pub mouth: M,
    pub way: Way,
    /// A peer that nothing was heard of for so long is gone.
    pub silence_max: Duration,
}
