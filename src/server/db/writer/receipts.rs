//! "Delivered" and "seen", folded: of what one member received or saw within a moment only the
//! furthest is written.

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
    /// The member's cursors then.
    pub counted_with: Cursors,
}

/// One member's receipts, and all who wait for them.
pub(super) struct Receipt {
    pub conversation: ConversationId,
    pub user: UserId,
    pub delivered: Seq,
    pub seen: Option<SeenMove>,
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
    pub fn fold_delivered(
        &mut self,
        conversation: ConversationId,
        user: UserId,
        to: Seq,
        reply: Reply<Cursors>,
    ) {
        let receipt = self.of(conversation, user);
        receipt.delivered = receipt.delivered.max(to);
        receipt.replies.push(reply);
    }

    pub fn fold_seen(&mut self, seen_move: SeenMove, reply: Reply<Cursors>) {
        let receipt = self.of(seen_move.conversation.clone(), seen_move.user);
        if receipt.seen.as_ref().is_none_or(|before| before.to < seen_move.to) {
            receipt.seen = Some(seen_move);
        }
        receipt.replies.push(reply);
    }

    fn of(&mut self, conversation: ConversationId, user: UserId) -> &mut Receipt {
        self.due.get_or_insert_with(|| Instant::now() + LATE_AT_MOST);
        let begin = || Receipt {
            conversation: conversation.clone(),
            user,
            delivered: Seq::ZERO,
            seen: None,
            replies: vec![],
        };
        self.waiting.entry((conversation.clone(), user)).or_insert_with(begin)
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
            counted_with: Cursors::default(),
        };
        let mut receipts = Receipts::default();
        assert_eq!(receipts.due(), None);
        for (user, to) in [(ana, 3), (ana, 7), (bo, 1), (ana, 5)] {
            receipts.fold_seen(seen(user, to), oneshot::channel().0);
        }
        for (user, to) in [(ana, 8), (bo, 9), (bo, 2)] {
            receipts.fold_delivered(conversation.clone(), user, Seq(to), oneshot::channel().0);
        }
        assert!(receipts.due().is_some());
        let mut folded = receipts.take();
        folded.sort_by_key(|receipt| receipt.delivered);
        let summary: Vec<_> = folded
            .iter()
            .map(|receipt| {
                let seen = receipt.seen.as_ref().map(|seen| seen.to.0);
                (receipt.user, receipt.delivered.0, seen, receipt.replies.len())
            })
            .collect();
        assert_eq!(summary, [(ana, 8, Some(7), 4), (bo, 9, Some(1), 3)]);
        assert_eq!(receipts.due(), None);
    }
}
