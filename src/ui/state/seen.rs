//! What was on screen.

use super::chat_state::ChatState;
use crate::domain::{ConversationId, Seq};

impl ChatState {
    /// Messages of the open conversation up to here were on this tab's screen. Counts are lower from
    /// now on, before the server has confirmed it.
    pub fn put_on_screen(&mut self, seq: Seq) {
        if let Some(thread) = self.open.as_ref().and_then(|id| self.threads.get_mut(id)) {
            thread.on_screen = thread.on_screen.max(seq);
        }
    }

    /// What the server should be told has arrived here.
    pub fn list_delivered_due(&self) -> Vec<(ConversationId, Seq)> {
        let threads = self.threads.iter();
        threads.filter_map(|(id, thread)| Some((id.clone(), thread.delivered_due()?))).collect()
    }

    /// What the server should be told was seen: only what changes something.
    pub fn list_seen_due(&self) -> Vec<(ConversationId, Seq)> {
        let due = |(id, thread): (&ConversationId, &super::thread::Thread)| {
            thread.seen_due(self.me).map(|seq| (id.clone(), seq))
        };
        self.threads.iter().filter_map(due).collect()
    }
}
