//! How much is kept.

use super::Store;

/// How many there are of what the database keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Accounts, without those that were deleted.
    pub people: u64,
    /// Signed-in browsers and programs.
    pub sessions: u64,
    pub conversations: u64,
    pub messages: u64,
    /// Messages that wait for somebody Busy.
    pub held: u64,
}

impl Store {
    /// Counts what is kept, from memory.
    pub fn count_rows(&self) -> RowCounts {
        let people = self.list_users().iter().filter(|user| !user.deleted).count() as u64;
        let sessions = self.list_sessions().len() as u64;
        let heads = self.shared.heads();
        let (mut conversations, mut messages) = (0, 0);
        for conversation in heads.list_all_conversations() {
            conversations += 1;
            // Their numbers are dense.
            messages += conversation.last_seq.0;
        }
        let held = heads.waiting().count() as u64;
        RowCounts { people, sessions, conversations, messages, held }
    }
}
