//! What was on screen, and telling the server.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::errands::Errand;
use super::{Chat, tab};
use crate::api;
use crate::domain::{ConversationId, Seq};
use crate::protocol::ClientFrame;
use crate::ui::state::ChatState;

/// What is seen within this time is reported in one go.
const FOLD_MS: u32 = 100;

impl Chat {
    /// A message of the open conversation is in the viewport. Everything up to it counts as seen,
    /// at once if somebody can be looking, otherwise when the tab is looked at again.
    pub fn on_screen(self, seq: Seq) {
        if tab::is_visible() {
            self.write(|state| state.put_on_screen(seq));
            self.report_seen();
            return;
        }
        let Some(open) = self.read(|state| state.open_conversation().cloned()).flatten() else {
            return;
        };
        self.behind.try_update_value(|behind| match behind {
            Some((conversation, last)) if *conversation == open => *last = seq.max(*last),
            _ => *behind = Some((open, seq)),
        });
    }

    /// The tab is looked at again: what is on it is seen now.
    pub(super) fn look_again(self) {
        let behind = self.behind.try_update_value(Option::take).flatten();
        let open = self.read(|state| state.open_conversation().cloned()).flatten();
        if let Some((conversation, seq)) = behind
            && open == Some(conversation)
        {
            self.on_screen(seq);
        }
    }

    /// Tells the server, a moment later and once for all that was seen meanwhile, and only what it
    /// has not been told on this connection.
    pub(super) fn report_seen(self) {
        if self.list_unreported().is_empty() || !self.set_out(Errand::ReportSeen) {
            return;
        }
        spawn_local(async move {
            self.report_unreported().await;
            self.come_back(&Errand::ReportSeen);
            self.report_seen();
        });
    }

    pub(super) async fn report_unreported(self) {
        tab::pause(FOLD_MS).await;
        for (conversation, seq) in self.list_unreported() {
            self.reported_seen.try_update_value(|reported| {
                reported.set(conversation.clone(), seq);
            });
            if self.is_live() {
                self.carry(ClientFrame::MarkSeen { conversation, seq });
                continue;
            }
            let marked = api::mark_seen(conversation.to_string(), seq.0).await;
            if let Ok(cursors) = self.check(marked) {
                self.write(|state| state.hear_cursors(&conversation, cursors));
            }
        }
    }

    /// Forgets what was reported, so that it is reported again: it may not have arrived.
    pub(super) fn report_seen_again(self) {
        self.reported_seen.try_update_value(|reported| reported.clear());
        self.report_seen();
    }

    fn list_unreported(self) -> Vec<(ConversationId, Seq)> {
        let mut due = self.read(ChatState::list_seen_due).unwrap_or_default();
        self.reported_seen.try_with_value(|reported| {
            due.retain(|(conversation, seq)| {
                reported.find(conversation).is_none_or(|old| old < seq)
            });
        });
        due
    }
}
