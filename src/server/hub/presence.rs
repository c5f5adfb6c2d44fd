//! Coming and leaving: the first connection in, the last one out, and a grace between.

use tokio::time::{Instant, sleep_until};

use super::Hub;
use crate::domain::{UnixMillis, UserId};

/// Somebody came, or left for longer than the grace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresenceEvent {
    pub person: UserId,
    pub online: bool,
    /// When the first connection was made, or the last one lost.
    pub at: UnixMillis,
}

impl Hub {
    pub(super) fn announce(&self, person: UserId, online: bool, at: UnixMillis) {
        // Nobody listens any more only when the server stops.
        let _ = self.0.events.send(PresenceEvent { person, online, at });
    }

    /// Announces that somebody left, unless they are back within the grace.
    pub(super) fn leave_after_grace(&self, person: UserId, departure: u64) {
        let (hub, at) = (self.clone(), UnixMillis::now());
        let grace_ends = Instant::now() + self.0.options.grace;
        tokio::spawn(async move {
            sleep_until(grace_ends).await;
            // Announced under the lock, so that leaving and coming back cannot be told the wrong
            // way round.
            let mut registry = hub.registry();
            if registry.forget_if_gone(person, departure) {
                hub.announce(person, false, at);
            }
        });
    }
}
