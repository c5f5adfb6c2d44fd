//! What is under way over HTTP, so that nothing is asked for twice at once.

use leptos::prelude::*;

use super::{Chat, tab};
use crate::domain::{Problem, ProblemCode};
use crate::ui::state::Need;

/// Something that the server was asked for and has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Errand {
    OlderMessages,
    MoreContacts,
    Search,
    Outbox,
    /// Waiting until the server takes messages again.
    Rest,
    WatchLeader,
    Report,
    /// Numbered by the connection, so that a new one does not wait for what an old one began.
    Meet(Need, u32),
}

impl Chat {
    /// Begins an errand; `false` if it is under way already, or the page is gone.
    pub(super) fn set_out(self, errand: Errand) -> bool {
        let begun = self.under_way.try_update(|under_way| {
            let is_new = !under_way.contains(&errand);
            is_new.then(|| under_way.push(errand)).is_some()
        });
        begun.unwrap_or(false)
    }

    pub(super) fn come_back(self, errand: &Errand) {
        self.under_way.try_update(|under_way| under_way.retain(|other| other != errand));
    }

    pub(super) fn is_under_way(self, errand: Errand) -> bool {
        self.under_way.with(|under_way| under_way.contains(&errand))
    }

    /// Every answer passes here: where the session has ended, this page has no place any more.
    pub(super) fn check<T>(self, answer: Result<T, Problem>) -> Result<T, Problem> {
        if matches!(&answer, Err(problem) if problem.code == ProblemCode::SignedOut) {
            tab::go_to("/login");
        }
        answer
    }
}
