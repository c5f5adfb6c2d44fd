//! One tab sends for all tabs of its person in this browser.

use super::errands::Errand;
use super::{Chat, tab};
use crate::ui::outbox;
use crate::ui::state::{Pending, PendingState};

/// A tab that leads and has not sent within this time what others wrote does not do its work:
/// browsers freeze tabs that nobody looks at. In milliseconds.
const PATIENCE_MS: u32 = 2_500;

impl Chat {
    /// Stands for being the one that sends what the outbox has. With `steal` at once.
    pub(super) fn stand(self, steal: bool) {
        let Some(me) = self.read(|state| state.me().id) else { return };
        outbox::stand(me, steal, move |leads| {
            self.tell_sender(|sender| sender.leads = leads);
            if leads {
                // It must not send what was taken back while it did not listen.
                outbox::look();
            }
        });
    }

    /// Whether the leader does its work: if not, and somebody looks at this tab, it takes the lead.
    pub(super) fn watch_leader(self) {
        if self.list_stuck().is_empty() || !self.set_out(Errand::WatchLeader) {
            return;
        }
        let before = self.list_stuck();
        tab::later(PATIENCE_MS, move || {
            self.come_back(&Errand::WatchLeader);
            if self.list_stuck().iter().any(|stuck| before.contains(stuck)) {
                self.stand(true);
            }
        });
    }

    /// What could be sent from this tab, but is for the one that leads.
    fn list_stuck(self) -> Vec<Pending> {
        let mut stuck = Vec::new();
        if tab::is_visible() && !self.leads() {
            stuck = self.list_due_for(true);
            stuck.retain(|own| own.place.is_some() && own.state == PendingState::Sending);
        }
        stuck
    }
}
