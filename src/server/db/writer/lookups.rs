//! What a plan needs to know that is not in memory. Asked for before it is made.

use std::collections::{HashMap, HashSet};

use super::operation::Operation;
use super::receipts::{Receipt, SeenMove};
use crate::domain::{CommitNumber, ConversationId, Seq, UserId};
use crate::server::db::message::{self, Origin};
use crate::server::db::shared::Shared;
use crate::server::db::{DbError, MessageRow};

/// Answers from the database for one batch.
#[derive(Default)]
pub(super) struct Lookups {
    sent: HashMap<Origin, (MessageRow, CommitNumber)>,
    own_since: HashMap<(ConversationId, UserId), u64>,
}

impl Lookups {
    /// Asks for the messages that these operations would repeat, and for what was appended since
    /// these receipts' own messages were counted.
    pub async fn make(
        shared: &Shared,
        operations: &[Operation],
        receipts: &[Receipt],
    ) -> Result<Self, DbError> {
        let mut lookups = Self::default();
        let origins: HashSet<Origin> = operations.iter().filter_map(origin).collect();
        let mut stretches = vec![];
        for asked in receipts.iter().filter_map(|receipt| receipt.seen.as_ref()) {
            match uncounted(shared, asked) {
                Some(Uncounted::Own(count)) => {
                    lookups.own_since.insert((asked.conversation.clone(), asked.user), count);
                }
                Some(Uncounted::Stretch(first, last)) => stretches.push((asked, first, last)),
                None => {}
            }
        }
        if origins.is_empty() && stretches.is_empty() {
            return Ok(lookups);
        }
        let engine = shared.engine().await?;
        let origins: Vec<Origin> = origins.into_iter().collect();
        for (message, commit) in message::list_by_origin(&engine, &origins).await? {
            lookups.sent.insert((message.sender, message.client_id), (message, commit));
        }
        for (asked, first, last) in stretches {
            let (conversation, user) = (&asked.conversation, asked.user);
            let own = message::count_own(&engine, conversation, user, first, last).await?;
            lookups.own_since.insert((conversation.clone(), user), own);
        }
        Ok(lookups)
    }

    /// The message that was sent with this origin, and the commit that wrote it.
    pub fn find_sent(&self, origin: Origin) -> Option<(MessageRow, CommitNumber)> {
        self.sent.get(&origin).cloned()
    }

    /// How many messages of their own the member appended since the receipt's were counted.
    pub fn own_since(&self, conversation: &ConversationId, user: UserId) -> u64 {
        self.own_since.get(&(conversation.clone(), user)).copied().unwrap_or(0)
    }
}

fn origin(operation: &Operation) -> Option<Origin> {
    match operation {
        Operation::WriteMessage(new, _) => Some((new.sender, new.client_id)),
        Operation::TakeBack(sender, client_id, _) => Some((*sender, *client_id)),
        _ => None,
    }
}

/// What was appended since a receipt's own messages were counted.
enum Uncounted {
    /// So many of the member's own are among it.
    Own(u64),
    /// It has to be read.
    Stretch(Seq, Seq),
}

fn uncounted(shared: &Shared, asked: &SeenMove) -> Option<Uncounted> {
    let known = shared.heads().find_conversation(&asked.conversation)?;
    let (first, last) = (asked.counted_to.next(), known.last_seq);
    if first > last {
        return None;
    }
    // The cursors tell it as long as nothing was seen since: a receipt then costs no query, which
    // everyone who sends would wait for.
    let (then, now) = (asked.counted_with, known.cursors_of(asked.user)?);
    Some(if now.seen == then.seen {
        Uncounted::Own(now.own_after_seen.saturating_sub(then.own_after_seen))
    } else {
        Uncounted::Stretch(first, last)
    })
}
