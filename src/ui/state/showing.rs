//! From what is known to what is shown.

use std::sync::Arc;

use super::chat_state::ChatState;
use super::lines::{LineKey, LineState, Log, LogLine};
use super::pending::PendingState;
use super::progress::When;
use super::thread::Thread;
use crate::domain::{ConversationId, Seq};

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
            lines.push(LogLine {
                key: LineKey { mine, client_id: entry.client_id },
                mine,
                body: entry.body.clone(),
                at: entry.sent_at,
                state: self.state_of(thread, mine, seq),
                seq: Some(seq),
                is_kept: true,
            });
        }
        for held in thread.map(|thread| thread.held.list()).unwrap_or_default() {
            // Told of late, by an answer or a page: it was sent meanwhile.
            if thread.is_some_and(|thread| thread.log.find_of(me, held.client_id).is_some()) {
                continue;
            }
            lines.push(LogLine {
                key: LineKey { mine: true, client_id: held.client_id },
                mine: true,
                body: held.body.as_str().into(),
                at: held.held_at,
                state: LineState::Held,
                seq: None,
                is_kept: true,
            });
        }
        let mut is_stopped = false;
        for pending in self.pending.iter().filter(|p| p.conversation == conversation) {
            lines.push(LogLine {
                key: LineKey { mine: true, client_id: pending.client_id },
                mine: true,
                body: pending.body.as_str().into(),
                at: pending.at,
                state: match &pending.state {
                    PendingState::Sent(_) => LineState::Sent,
                    _ if is_stopped => LineState::Behind,
                    PendingState::Sending => LineState::Sending,
                    PendingState::Failed(problem) => LineState::Failed(problem.clone()),
                },
                seq: None,
                is_kept: pending.place.is_some() || !pending.is_unsent(),
            });
            is_stopped |= pending.is_stopped();
        }
        let has_older = thread.is_some_and(|thread| thread.log.older_before().is_some());
        let with = conversation.other(me).unwrap_or(me);
        Log::new(conversation, with, lines, has_older)
    }

    /// How far a message in its place has come: one's own at the other, the other's at oneself.
    fn state_of(&self, thread: Option<&Thread>, mine: bool, seq: Seq) -> LineState {
        let Some(thread) = thread else { return LineState::Sent };
        let (delivered, seen) = match mine {
            true if self.sends_seen() => {
                (thread.progress.now().delivered, thread.progress.now().seen)
            }
            true => (thread.progress.now().delivered, Seq::ZERO),
            false => (thread.cursors.delivered, thread.cursors.seen),
        };
        match seq {
            seq if seq <= seen => LineState::Seen,
            seq if seq <= delivered => LineState::Delivered,
            _ => LineState::Sent,
        }
    }

    /// When an own message of the open conversation was delivered, and seen, as far as is known.
    pub fn receipt_times(&self, seq: Seq) -> (Option<When>, Option<When>) {
        let thread = self.open.as_ref().and_then(|open| self.threads.get(open));
        let Some(progress) = thread.map(|thread| &thread.progress) else { return (None, None) };
        let seen = progress.seen_when(seq).filter(|_| self.sends_seen());
        (progress.delivered_when(seq), seen)
    }
}
