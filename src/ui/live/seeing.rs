//! What has arrived here and what was on screen, and telling the server.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::errands::Errand;
use super::{Chat, tab};
use crate::api;
use crate::domain::{ConversationId, Seq};
use crate::protocol::ClientFrame;
use crate::ui::state::ChatState;

/// What arrives and is seen within this time is reported in one go.
const FOLD_MS: u32 = 100;

/// What a connection was told of a conversation.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reported {
    delivered: Seq,
    seen: Seq,
}

impl Chat {
    /// A message of the open conversation is in the viewport. Everything up to it counts as seen,
    /// at once if somebody can be looking, otherwise when the tab is looked at again.
    pub fn on_screen(self, seq: Seq) {
        if tab::is_visible() {
            self.write(|state| state.put_on_screen(seq));
            self.report();
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

    /// Tells the server, a moment later and once for all that came meanwhile, and only what it has not
    /// been told on this connection.
    pub(super) fn report(self) {
        let is_due = !self.list_unreported_seen().is_empty() || !self.list_unreported().is_empty();
        if !is_due || !self.set_out(Errand::Report) {
            return;
        }
        spawn_local(async move {
            self.report_unreported().await;
            self.come_back(&Errand::Report);
            self.report();
        });
    }

    pub(super) async fn report_unreported(self) {
        tab::pause(FOLD_MS).await;
        for (conversation, seq) in self.list_unreported_seen() {
            self.note_reported(&conversation, Reported { delivered: seq, seen: seq });
            if self.is_live() {
                self.carry(ClientFrame::MarkSeen { conversation, seq });
                continue;
            }
            let marked = api::mark_seen(conversation.to_string(), seq.0).await;
            if let Ok(cursors) = self.check(marked) {
                self.write(|state| state.hear_cursors(&conversation, cursors));
            }
        }
        // What was seen has arrived: only the rest is left.
        for (conversation, seq) in self.list_unreported() {
            self.note_reported(&conversation, Reported { delivered: seq, seen: Seq::ZERO });
            self.carry(ClientFrame::MarkDelivered { conversation, seq });
        }
    }

    /// Forgets what was reported, so that it is reported again: it may not have got through.
    pub(super) fn forget_reported(self) {
        self.reported.try_update_value(|reported| reported.clear());
    }

    fn list_unreported_seen(self) -> Vec<(ConversationId, Seq)> {
        let due = self.read(ChatState::list_seen_due).unwrap_or_default();
        self.beyond_reported(due, |reported| reported.seen)
    }

    /// What has arrived. Only a live connection shows that a client is there.
    fn list_unreported(self) -> Vec<(ConversationId, Seq)> {
        if !self.is_live() {
            return Vec::new();
        }
        let due = self.read(ChatState::list_delivered_due).unwrap_or_default();
        self.beyond_reported(due, |reported| reported.delivered)
    }

    fn beyond_reported(
        self,
        mut due: Vec<(ConversationId, Seq)>,
        told: fn(&Reported) -> Seq,
    ) -> Vec<(ConversationId, Seq)> {
        self.reported.try_with_value(|reported| {
            due.retain(|(conversation, seq)| reported.find(conversation).map(told) < Some(*seq));
        });
        due
    }

    fn note_reported(self, conversation: &ConversationId, told: Reported) {
        self.reported.try_update_value(|reported| {
            let before = reported.take(conversation).unwrap_or_default();
            let (delivered, seen) =
                (before.delivered.max(told.delivered), before.seen.max(told.seen));
            reported.set(conversation.clone(), Reported { delivered, seen });
        });
    }
}
