//! The open conversation as it is shown.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{ClientId, ConversationId, Problem, Seq, UnixMillis, UserId};

/// Names a line through its whole life, from being typed to being seen. Client ids are unique only
/// together with the sender, hence `mine`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineKey {
    pub mine: bool,
    pub client_id: ClientId,
}

/// How far a message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineState {
    Sending,
    /// Refused. Where that may pass by itself it is sent again by itself.
    Failed(Problem),
    /// Stopped by one before it that was refused.
    Behind,
    /// Durable, and waiting for a Busy person.
    Held,
    /// Durable, with its place.
    Sent,
    /// Received by one of the other person's clients.
    Delivered,
    /// On the screen of the person it was written to.
    Seen,
}

/// One message of the log. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct LogLine {
    pub key: LineKey,
    pub mine: bool,
    pub body: Arc<str>,
    /// The server's time once it is durable, this machine's before.
    pub at: UnixMillis,
    pub state: LineState,
    /// Its place, once it is durable.
    pub seq: Option<Seq>,
    /// Whether it outlives the tab, in the browser's outbox or on the server.
    pub is_kept: bool,
}

impl std::fmt::Debug for LogLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LogLine({:?}, {:?}, ***)", self.seq, self.state)
    }
}

/// The open conversation: its messages without a hole, oldest first, then the own ones that are
/// under way, in the order of sending.
#[derive(Debug, PartialEq, Eq)]
pub struct Log {
    pub conversation: ConversationId,
    /// The other person; oneself in the notes to self.
    pub with: UserId,
    pub lines: Vec<LogLine>,
    /// Whether there are older messages than the first line.
    pub has_older: bool,
    places: HashMap<LineKey, usize>,
}

impl Log {
    pub(super) fn new(
        conversation: ConversationId,
        with: UserId,
        lines: Vec<LogLine>,
        has_older: bool,
    ) -> Self {
        let places = lines.iter().enumerate().map(|(place, line)| (line.key, place)).collect();
        Self { conversation, with, lines, has_older, places }
    }

    /// The line of that key.
    pub fn find_line(&self, key: LineKey) -> Option<&LogLine> {
        self.places.get(&key).map(|&place| &self.lines[place])
    }
}
