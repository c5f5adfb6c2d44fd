//! What goes out: answers, facts, heartbeats.

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::transport::{Mouth, Said};
use crate::protocol::{PING_EVERY_SECS, close};
use crate::server::hub::{Connection, Outgoing};

/// Writes until the connection is to be closed. Gives the code to close with; `None` if the peer is
/// gone. A peer that stops reading stops this only: the hub closes the connection when its queue is
/// full, and silence does in the end.
pub(super) async fn write(
    mouth: &mut impl Mouth,
    connection: &mut Connection,
    mut answers: mpsc::Receiver<Utf8Bytes>,
    heard: watch::Receiver<Instant>,
    silence_max: Duration,
) -> Option<u16> {
    let every = Duration::from_secs(PING_EVERY_SECS);
    let mut heartbeat = interval_at(Instant::now() + every, every);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let said = tokio::select! {
            biased;
            _ = heartbeat.tick() => {
                if heard.borrow().elapsed() > silence_max {
                    return Some(close::SILENT);
                }
                Said::Heartbeat
            }
            // Answers first: an answer about somebody's presence must not overtake, by coming
            // later, the news of its change.
            Some(text) = answers.recv() => Said::Frame(text),
            outgoing = connection.next() => match outgoing {
                Outgoing::Frame(text) => Said::Frame(text),
                Outgoing::Close(code) => return Some(code),
            },
        };
        tokio::select! {
            sent = mouth.say(said) => sent.ok()?,
            () = silence(&heard, silence_max + every / 2) => return None,
        }
    }
}

/// Resolves when nothing was heard for so long: a peer that neither reads nor answers.
async fn silence(heard: &watch::Receiver<Instant>, bound: Duration) {
    loop {
        let last = *heard.borrow();
        tokio::time::sleep_until(last + bound).await;
        if *heard.borrow() == last {
            return;
        }
    }
}
