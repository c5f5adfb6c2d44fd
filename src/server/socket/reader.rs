//! What comes in.

use axum::extract::ws::{Message, WebSocket};
use futures::StreamExt;
use futures::stream::SplitStream;
use tokio::sync::watch;
use tokio::time::Instant;

use super::commands::Commands;
use crate::domain::{Problem, ProblemCode};
use crate::protocol::{ClientFrame, close, decode_client_frame};

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

impl From<Option<Result<Message, axum::Error>>> for Incoming {
    fn from(message: Option<Result<Message, axum::Error>>) -> Self {
        match message {
            Some(Ok(Message::Text(text))) => match decode_client_frame(&text) {
                Ok(frame) => Self::Command(frame),
                Err(problem) => Self::Refused(problem),
            },
            Some(Ok(Message::Binary(_))) => Self::Unreadable,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Self::Nothing,
            // A peer that is gone comes to the same error: it will not mind being told.
            Some(Err(_)) => Self::Unreadable,
            Some(Ok(Message::Close(_))) | None => Self::End,
        }
    }
}

/// Reads and carries out commands, in order, one at a time. Gives the code to close with; `None` if
/// the peer is gone.
pub(super) async fn read(
    mut stream: SplitStream<&mut WebSocket>,
    commands: Commands,
    heard: &watch::Sender<Instant>,
) -> Option<u16> {
    loop {
        let incoming = Incoming::from(stream.next().await);
        heard.send_replace(Instant::now());
        match incoming {
            Incoming::Command(ClientFrame::Hello { .. }) => return Some(close::BAD_HELLO),
            // The close is on its way; nothing is done any more until it is here.
            Incoming::Command(_) if commands.is_session_over() => {
                return Some(close::SESSION_ENDED);
            }
            Incoming::Command(command) => commands.carry_out(command).await,
            Incoming::Refused(problem) if problem.code == ProblemCode::TooLarge => {
                return Some(close::TOO_BIG);
            }
            Incoming::Refused(problem) => commands.refuse(problem).await,
            Incoming::Unreadable => return Some(close::TOO_BIG),
            Incoming::Nothing => {}
            Incoming::End => return None,
        }
    }
}
