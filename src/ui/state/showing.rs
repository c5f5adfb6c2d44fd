//! From what is known to what is shown.

use std::sync::Arc;

use super::chat_state::ChatState;
use super::lines::{LineKey, LineState, Log, LogLine};
use super::pending::PendingState;
use crate::domain::ConversationId;

impl ChatState {
    /// Makes the open conversation's lines anew; to be called after whatever may change them.
    pub(super) fn show(&mut self) {
        let shown = self.open.clone().map(|open| Arc::new(self.lines_of(open)));
        if self.shown != shown {
            self.shown = shown;
        }
    }

    fn lines_of(&self, conversation: ConversationId) -> Log {
        let (me, thread) = (self.me, self.threads.get(&conversation));
        let mut lines = Vec::new();
        for (seq, entry) in thread.into_iter().flat_map(|thread| thread.log.run()) {
            let mine = entry.sender == me;
            let seen = thread.is_some_and(|thread| match mine {
                true => seq <= thread.other_seen,
                false => seq <= thread.cursors.seen,
            });
            lines.push(LogLine {
                key: LineKey { mine, client_id: entry.client_id },
                mine,
                body: entry.body.clone(),
                at: entry.sent_at,
                state: if seen { LineState::Seen } else { LineState::Sent },
                seq: Some(seq),
            });
        }
        for pending in self.pending.iter().filter(|p| p.conversation == conversation) {
            lines.push(LogLine {
                key: LineKey { mine: true, client_id: pending.client_id },
                mine: true,
                body: pending.body.as_str().into(),
                at: pending.at,
                state: match &pending.state {
                    PendingState::Sending => LineState::Sending,
                    PendingState::Failed(problem) => LineState::Failed(problem.clone()),
                    PendingState::Sent(_) => LineState::Sent,
                },
                seq: None,
            });
        }
        let has_older = thread.is_some_and(|thread| thread.log.older_before().is_some());
        let with = conversation.other(me).unwrap_or(me);
        Log::new(conversation, with, lines, has_older)
    }
}
