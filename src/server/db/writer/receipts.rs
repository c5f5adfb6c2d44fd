//! "Seen", folded: of what one member saw within a moment only the furthest is written.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::operation::Reply;
use crate::domain::{ConversationId, Cursors, Seq, UserId};
use crate::server::db::DbError;

/// How long a receipt may wait for a commit to travel with.
const LATE_AT_MOST: Duration = Duration::from_millis(200);

/// A member has come as far as `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::db) struct SeenMove {
    pub conversation: ConversationId,
    pub user: UserId,
    pub to: Seq,
    /// The member's own messages after `to`, up to `counted_to`.
    pub own_after: u64,
    /// Where the conversation ended when they were counted.
    pub counted_to: Seq,
}

/// One member's receipts, and all who wait for them.
pub(super) struct Receipt {
    pub seen_move: SeenMove,
    pub replies: Vec<Reply<Cursors>>,
}

impl Receipt {
    pub fn refuse(self, error: &DbError) {
        for reply in self.replies {
            let _ = reply.send(Err(error.clone()));
        }
    }
}

/// The receipts that wait for the next commit.
#[derive(Default)]
pub(super) struct Receipts {
    waiting: HashMap<(ConversationId, UserId), Receipt>,
    due: Option<Instant>,
}

impl Receipts {
    pub fn fold(&mut self, seen_move: SeenMove, reply: Reply<Cursors>) {
        self.due.get_or_insert_with(|| Instant::now() + LATE_AT_MOST);
        let member = (seen_move.conversation.clone(), seen_move.user);
        let receipt = self
            .waiting
            .entry(member)
            .or_insert_with(|| Receipt { seen_move: seen_move.clone(), replies: vec![] });
        if receipt.seen_move.to < seen_move.to {
            receipt.seen_move = seen_move;
        }
        receipt.replies.push(reply);
    }

    /// By when they must be written; `None` if there are none.
    pub fn due(&self) -> Option<Instant> {
        self.due
    }

    pub fn take(&mut self) -> Vec<Receipt> {
        self.due = None;
        std::mem::take(&mut self.waiting).into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn of_one_members_receipts_the_furthest_stays_and_all_wait() {
        let (ana, bo) = (UserId::random(), UserId::random());
        let conversation = ConversationId::of_pair(ana, bo);
        let seen = |user, to| SeenMove {
            conversation: conversation.clone(),
            user,
            to: Seq(to),
            own_after: 0,
            counted_to: Seq(9),
        };
        let mut receipts = Receipts::default();
        assert_eq!(receipts.due(), None);
        for (user, to) in [(ana, 3), (ana, 7), (bo, 1), (ana, 5)] {
            receipts.fold(seen(user, to), oneshot::channel().0);
        }
        assert!(receipts.due().is_some());
        let mut folded = receipts.take();
        folded.sort_by_key(|receipt| receipt.seen_move.to);
        let summary: Vec<_> = folded
            .iter()
            .map(|receipt| (receipt.seen_move.user, receipt.seen_move.to, receipt.replies.len()))
            .collect();
        assert_eq!(summary, [(bo, Seq(1), 1), (ana, Seq(7), 3)]);
        assert_eq!(receipts.due(), None);
    }
}
