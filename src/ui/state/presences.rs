//! Who is there.

use std::collections::HashMap;

use crate::domain::{Presence, UserId};

/// Presence as last known of each person. It has no numbers to compare: what is heard over the
/// socket is newer than any page, for as long as the socket lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Presences {
    known: HashMap<UserId, Known>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    presence: Presence,
    heard: bool,
}

impl Presences {
    pub fn get(&self, person: UserId) -> Presence {
        self.known.get(&person).map(|known| known.presence).unwrap_or_default()
    }

    /// From a page.
    pub fn merge(&mut self, person: UserId, presence: Presence) {
        match self.known.get(&person) {
            Some(Known { heard: true, .. }) => {}
            _ => drop(self.known.insert(person, Known { presence, heard: false })),
        }
    }

    /// From the socket.
    pub fn hear(&mut self, person: UserId, presence: Presence) {
        self.known.insert(person, Known { presence, heard: true });
    }

    /// The socket is gone: from now on pages know better.
    pub fn stop_hearing(&mut self) {
        self.known.values_mut().for_each(|known| known.heard = false);
    }
}
