//! What comes in.

use futures::StreamExt;
use tokio::sync::watch;
use tokio::time::Instant;

use super::commands::Commands;
use super::transport::{Ear, Incoming};
use crate::protocol::{ClientFrame, close};

/// Reads and carries out commands, in order, one at a time. Gives the code to close with; `None` if
/// the peer is gone.
pub(super) async fn read(
    ear: &mut impl Ear,
    commands: Commands,
    heard: &watch::Sender<Instant>,
) -> Option<u16> {
    while let Some(incoming) = ear.next().await {
        heard.send_replace(Instant::now());
        match incoming {
            Incoming::Command(ClientFrame::Hello { .. }) => return Some(close::BAD_HELLO),
            // The close is on its way; nothing is done any more until it is here.
            Incoming::Command(_) if commands.is_session_over() => {
                return Some(close::SESSION_ENDED);
            }
            Incoming::Command(command) => commands.carry_out(command).await,
            Incoming::Refused(problem) => commands.refuse(problem).await,
            Incoming::Unreadable => return Some(close::TOO_BIG),
            Incoming::Nothing => {}
            Incoming::End => break,
        }
    }
    None
}
