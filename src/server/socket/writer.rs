//! What goes out: answers, facts, heartbeats.

use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures::SinkExt;
use futures::stream::SplitSink;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::protocol::{PING_EVERY_SECS, close};
use crate::server::hub::{Connection, Outgoing};

/// Writes until the connection is to be closed. Gives the code to close with; `None` if the peer is
/// gone. A peer that stops reading stops this only: the hub closes the connection when its queue is
/// full, and silence does after two heartbeats.
pub(super) async fn write(
    mut sink: SplitSink<&mut WebSocket, Message>,
    connection: &mut Connection,
    mut answers: mpsc::Receiver<Utf8Bytes>,
    heard: watch::Receiver<Instant>,
) -> Option<u16> {
    let every = Duration::from_secs(PING_EVERY_SECS);
    let mut heartbeat = interval_at(Instant::now() + every, every);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let message = tokio::select! {
            biased;
            _ = heartbeat.tick() => {
                if heard.borrow().elapsed() > every * 2 + every / 2 {
                    return Some(close::SILENT);
                }
                Message::Ping(Default::default())
            }
            // Answers first: an answer about somebody's presence must not overtake, by coming
            // later, the news of its change.
            Some(text) = answers.recv() => Message::Text(text),
            outgoing = connection.next() => match outgoing {
                Outgoing::Frame(text) => Message::Text(text),
                Outgoing::Close(code) => return Some(code),
            },
        };
        tokio::select! {
            sent = sink.send(message) => sent.ok()?,
            () = silence(&heard, every * 3) => return None,
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
