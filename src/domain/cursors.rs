//! How far a person has come in a conversation: the whole receipt model.

use serde::{Deserialize, Serialize};

use super::Seq;

/// One member's place in one conversation. There is no row per message and reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursors {
    /// Everything up to here was on this person's screen.
    pub seen: Seq,
    /// How many of this person's own messages lie after `seen`.
    pub own_after_seen: u64,
}

impl Cursors {
    /// Others' messages after the seen cursor, in a conversation that has come to `last`: derived,
    /// never counted up.
    pub fn unseen(&self, last: Seq) -> u64 {
        last.0.saturating_sub(self.seen.0).saturating_sub(self.own_after_seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_messages_are_never_unseen() {
        let cursors = Cursors { seen: Seq(3), own_after_seen: 2 };
        assert_eq!(cursors.unseen(Seq(10)), 5);
        assert_eq!(cursors.unseen(Seq(5)), 0);
    }
}
