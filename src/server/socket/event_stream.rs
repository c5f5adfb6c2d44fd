//! One event stream: what several tabs of a browser are told, over one response.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::response::sse::Event;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::transport::Incoming;
use crate::domain::ProblemCode;
use crate::protocol::{CONNECTIONS_PER_PERSON_MAX, ClientFrame};
use crate::server::auth::CurrentUser;

/// How many events may wait to be written; then the tabs wait, and the hub closes them in the end.
const EVENTS_WAITING: usize = 64;
/// How many commands of one tab may wait to be carried out; then the next request does.
const COMMANDS_WAITING: usize = 4;
/// The hub closes what a person has too many of; this bounds what is being closed.
const TABS_MAX: usize = 2 * CONNECTIONS_PER_PERSON_MAX;

/// Where what one tab says goes.
type Commands = mpsc::Sender<Incoming>;

/// An open stream of one session. It carries the tabs that have said hello by it, each a connection
/// of its own, under a number that the tab has chosen.
pub(super) struct EventStream {
    pub(super) id: Uuid,
    pub(super) owner: CurrentUser,
    pub(super) opened: Instant,
    pub(super) events: mpsc::Sender<Event>,
    /// Cancelled when the stream has ended.
    pub(super) over: CancellationToken,
    /// Told whenever a tab has left.
    pub(super) left: Notify,
    /// `None` once the stream has ended: from then on no tab can be added.
    tabs: Mutex<Option<HashMap<u64, Commands>>>,
}

impl EventStream {
    pub(super) fn new(owner: CurrentUser) -> (Self, mpsc::Receiver<Event>) {
        let (events, waiting) = mpsc::channel(EVENTS_WAITING);
        let stream = Self {
            id: Uuid::new_v4(),
            owner,
            opened: Instant::now(),
            events,
            over: CancellationToken::new(),
            left: Notify::new(),
            tabs: Mutex::new(Some(HashMap::new())),
        };
        (stream, waiting)
    }

    /// Where to put what a tab says, and, where that is a hello that makes a connection of it, what
    /// its connection will hear.
    ///
    /// # Errors
    /// Not found for a tab that has not said hello, or whose connection has ended; too many.
    pub(super) fn address(
        &self,
        tab: u64,
        said: &Incoming,
    ) -> Result<(Commands, Option<mpsc::Receiver<Incoming>>), ProblemCode> {
        let mut tabs = self.tabs();
        let tabs = tabs.as_mut().ok_or(ProblemCode::NotFound)?;
        if matches!(said, Incoming::End) {
            // No longer one of ours, so that its silence from here on means nothing.
            return tabs.remove(&tab).map(|commands| (commands, None)).ok_or(ProblemCode::NotFound);
        }
        if let Some(commands) = tabs.get(&tab) {
            return Ok((commands.clone(), None));
        }
        if !matches!(said, Incoming::Command(ClientFrame::Hello { .. })) {
            return Err(ProblemCode::NotFound);
        }
        if tabs.len() >= TABS_MAX {
            return Err(ProblemCode::TooMany);
        }
        let (commands, heard) = mpsc::channel(COMMANDS_WAITING);
        tabs.insert(tab, commands.clone());
        Ok((commands, Some(heard)))
    }

    /// Takes a tab out. Whether it was there.
    pub(super) fn forget(&self, tab: u64) -> bool {
        let known = self.tabs().as_mut().is_some_and(|tabs| tabs.remove(&tab).is_some());
        self.left.notify_one();
        known
    }

    pub(super) fn has_tabs(&self) -> bool {
        self.tabs().as_ref().is_some_and(|tabs| !tabs.is_empty())
    }

    /// Ends the stream, and with it every tab's connection.
    pub(super) fn end(&self) {
        *self.tabs() = None;
        self.over.cancel();
    }

    fn tabs(&self) -> MutexGuard<'_, Option<HashMap<u64, Commands>>> {
        // Each change is one operation on the map, whole whatever panics.
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
