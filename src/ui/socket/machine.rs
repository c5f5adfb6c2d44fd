//! What to do when something happens to the connection.

use super::{Backoff, Link};
use crate::protocol::close;

/// How long opening, up to the server's welcome, may take.
pub(super) const OPEN_WITHIN_MS: u32 = 10_000;
/// How long a ping may stay unanswered before the connection counts as dead.
pub(super) const PONG_WITHIN_MS: u32 = 5_000;
/// How long nothing at all may be heard after a message was sent.
pub(super) const ANSWER_WITHIN_MS: u32 = 10_000;
/// How often a quiet connection is asked whether it still is one: browsers show neither the server's
/// pings nor their absence.
pub(super) const QUIET_MS: u32 = 45_000;

/// With what a connection by [`Way::Events`] closes when sockets pass again: not the server's.
pub(super) const SOCKETS_PASS: u16 = 3001;
/// What browsers report for a connection that ended without a close frame (RFC 6455, 7.1.5).
pub(super) const NO_CLOSE_FRAME: u16 = 1006;
/// So often in a row a way may fail; then the other one is tried.
const FAILURES_MAX: u8 = 2;

/// How frames travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Over a WebSocket.
    #[default]
    Socket,
    /// Facts as server-sent events, commands by `POST`: where WebSockets are blocked.
    Events,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    Start,
    /// The server has answered the hello.
    Welcomed,
    /// A frame came, whichever.
    Heard,
    /// A message was handed to the connection; an answer is expected.
    Sent,
    /// The server has answered over HTTP, to [`Action::Ask`].
    Reached,
    /// The connection is closed, with this code.
    Closed(u16),
    /// The timer, set by [`Action::SetTimer`], has run out.
    TimeUp,
    /// The network is back, or the tab is looked at again: whatever was waited for may be over, and
    /// whatever seemed to be open may be long dead.
    Woken,
    /// The browser says that the network is gone. It may be wrong.
    NetworkLost,
}

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a new connection by this way and say hello.
    Open(Way),
    /// Let go of the connection.
    Close,
    Ping,
    /// Set the one timer, in place of what it was set to.
    SetTimer {
        ms: u32,
    },
    ClearTimer,
    /// Tell how the connection stands.
    Tell(Link),
    /// A connection could not be opened: find out over HTTP whether the server is there, and
    /// whether the session is.
    Ask,
    /// The session has ended: go to the log-in page.
    Leave,
    /// The page is older than the server: load it again.
    Reload,
}

/// The connection's whole life, without the connection. There is no time and no chance in here:
/// what happens comes in by [`Machine::on`], what to do comes out.
#[derive(Debug)]
pub struct Machine {
    phase: Phase,
    backoff: Backoff,
    may_reload: bool,
    way: Way,
    /// How often in a row this way could not be opened; a socket's failure counts if HTTP worked.
    failures: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Opening,
    Live {
        /// Something has to be heard before the timer runs out.
        expecting: bool,
    },
    Waiting,
    Ended,
}

impl Machine {
    /// `may_reload`: whether a server that does not understand this page is answered by loading the
    /// page again. To be denied to a page that has just been reloaded for that reason.
    pub fn new(may_reload: bool) -> Self {
        Self {
            phase: Phase::Idle,
            backoff: Backoff::default(),
            may_reload,
            way: Way::Socket,
            failures: 0,
        }
    }

    /// Whether commands can be handed to the connection.
    pub fn is_live(&self) -> bool {
        matches!(self.phase, Phase::Live { .. })
    }

    /// What to do about an event, in this order. `random` is in `0.0..1.0`; `online` is what the
    /// browser says.
    pub fn on(&mut self, event: Event, random: f64, online: bool) -> Vec<Action> {
        use {Event as E, Phase as P};
        match (self.phase, event) {
            (P::Idle, E::Start) | (P::Waiting, E::TimeUp | E::Woken) => self.open(),
            (P::Opening, E::Welcomed) => {
                self.phase = P::Live { expecting: false };
                self.backoff.reset();
                self.failures = 0;
                self.may_reload = true;
                vec![Action::SetTimer { ms: QUIET_MS }, Action::Tell(Link::Live)]
            }
            (P::Opening, E::TimeUp) => self.wait(random, online),
            (P::Opening | P::Waiting, E::Reached) if self.way == Way::Socket => {
                self.failures += 1;
                let is_barred = self.phase == P::Waiting && self.failures >= FAILURES_MAX;
                if is_barred { self.open() } else { vec![] }
            }
            (P::Live { expecting: true }, E::TimeUp) => self.open_anew(),
            (P::Opening | P::Live { .. }, E::Closed(SOCKETS_PASS)) => {
                (self.way, self.failures) = (Way::Socket, 0);
                self.open_anew()
            }
            // Another tab listens for all now.
            (P::Live { .. }, E::Closed(NO_CLOSE_FRAME)) if self.way == Way::Events => {
                self.open_anew()
            }
            (P::Live { expecting: false }, E::TimeUp)
            | (P::Live { .. }, E::Woken | E::NetworkLost) => {
                self.phase = P::Live { expecting: true };
                vec![Action::Ping, Action::SetTimer { ms: PONG_WITHIN_MS }]
            }
            (P::Live { expecting: false }, E::Sent) => {
                self.phase = P::Live { expecting: true };
                vec![Action::SetTimer { ms: ANSWER_WITHIN_MS }]
            }
            (P::Live { expecting: true }, E::Heard) => {
                self.phase = P::Live { expecting: false };
                vec![Action::SetTimer { ms: QUIET_MS }]
            }
            (P::Opening | P::Live { .. }, E::Closed(close::SESSION_ENDED)) => {
                self.phase = P::Ended;
                vec![Action::Close, Action::ClearTimer, Action::Leave]
            }
            (P::Opening | P::Live { .. }, E::Closed(close::BAD_HELLO)) if self.may_reload => {
                self.phase = P::Ended;
                vec![Action::Close, Action::ClearTimer, Action::Reload]
            }
            // As one of too many it would only drive out another by coming back unasked.
            (P::Opening | P::Live { .. }, E::Closed(close::TOO_MANY)) => {
                self.phase = P::Waiting;
                let link = Link::Waiting { retry_in_ms: u32::MAX };
                vec![Action::Close, Action::ClearTimer, Action::Tell(link)]
            }
            (P::Opening | P::Live { .. }, E::Closed(_)) => self.wait(random, online),
            (P::Waiting, E::NetworkLost) => vec![Action::Tell(Link::Offline)],
            _ => vec![],
        }
    }

    fn open(&mut self) -> Vec<Action> {
        self.phase = Phase::Opening;
        if self.failures >= FAILURES_MAX {
            // Back from the second way, which may have failed with the server, one more failure of
            // the first is enough.
            (self.way, self.failures) = match self.way {
                Way::Socket => (Way::Events, 0),
                Way::Events => (Way::Socket, FAILURES_MAX - 1),
            };
        }
        let timer = Action::SetTimer { ms: OPEN_WITHIN_MS };
        vec![Action::Tell(Link::Connecting), Action::Open(self.way), timer]
    }

    fn open_anew(&mut self) -> Vec<Action> {
        let mut actions = vec![Action::Close];
        actions.extend(self.open());
        actions
    }

    fn wait(&mut self, random: f64, online: bool) -> Vec<Action> {
        let never_opened = self.phase == Phase::Opening;
        if never_opened && self.way == Way::Events {
            self.failures += 1;
        }
        self.phase = Phase::Waiting;
        let ms = self.backoff.next(random);
        let link = if online { Link::Waiting { retry_in_ms: ms } } else { Link::Offline };
        let mut actions = vec![Action::Close, Action::SetTimer { ms }, Action::Tell(link)];
        actions.extend(never_opened.then_some(Action::Ask));
        actions
    }
}
