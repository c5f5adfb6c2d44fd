//! How far a person has come in a conversation: the whole receipt model.

use serde::{Deserialize, Serialize};

use super::{Seq, UnixMillis};

/// One member's place in one conversation, as that member knows it. There is no row per message and
/// reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cursors {
    /// Everything up to here was received by one of this person's clients. Never below `seen`.
    pub delivered: Seq,
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

/// One member's place in a conversation, as far as another may know it: what ticks are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipts {
    /// Everything up to here was received by one of the person's clients.
    pub delivered: Seq,
    /// When `delivered` came to where it is.
    pub delivered_at: Option<UnixMillis>,
    /// Everything up to here was on the person's screen; zero where one of the two sends no seen
    /// receipts.
    pub seen: Seq,
    /// When `seen` came to where it is.
    pub seen_at: Option<UnixMillis>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_messages_are_never_unseen() {
        let cursors = Cursors { delivered: Seq(3), seen: Seq(3), own_after_seen: 2 };
        assert_eq!(cursors.unseen(Seq(10)), 5);
        assert_eq!(cursors.unseen(Seq(5)), 0);
    }
}
