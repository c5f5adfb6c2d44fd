//! What writes about conversations, messages and cursors mean.

use std::sync::Arc;

use super::Plan;
use crate::domain::{ConversationId, Cursors, Seq};
use crate::server::db::message::Origin;
use crate::server::db::writer::receipts::Receipt;
use crate::server::db::{Appended, Change, Conversation, DbError, Member, MessageRow, NewMessage};
use crate::server::planted::{self, Fault};

impl Plan<'_> {
    pub(super) fn ensure_conversation(
        &mut self,
        id: ConversationId,
        wrapped_key: Vec<u8>,
        key_version: u32,
    ) -> Result<Arc<Conversation>, DbError> {
        if let Some(known) = self.staged.find_conversation(self.heads, &id) {
            return Ok(known);
        }
        let members = Member::of_pair(&id);
        if members.iter().any(|member| self.staged.find_user(self.heads, member.user).is_none()) {
            return Err(DbError::NotFound);
        }
        let last_seq = Seq::ZERO;
        let conversation =
            Arc::new(Conversation { id, last_seq, last: None, wrapped_key, key_version, members });
        self.staged.put_conversation(conversation.clone());
        Ok(conversation)
    }

    /// The message of that origin, if it was sent before.
    pub(super) fn find_sent(&self, origin: Origin) -> Option<Appended> {
        if planted::is(Fault::NoDeduplication) {
            return None;
        }
        if let Some((message, commit)) = self.lookups.find_sent(origin) {
            return Some(Appended { message, repeated: true, commit });
        }
        let message = self.sent.get(&origin).cloned()?;
        Some(Appended { message, repeated: true, commit: self.number })
    }

    /// Gives a message, which was not sent before, the next place in its conversation.
    pub(super) fn append_message(&mut self, new: NewMessage) -> Result<Appended, DbError> {
        let head = self.staged.find_conversation(self.heads, &new.conversation);
        let mut conversation = (*head.ok_or(DbError::NotFound)?).clone();
        let last_seq = conversation.last_seq;
        let sender = conversation.member_mut(new.sender).ok_or(DbError::NotFound)?;
        sender.cursors.own_after_seen += 1;
        // What one has written oneself has arrived, if all before it has.
        if sender.cursors.delivered == last_seq {
            sender.cursors.delivered = last_seq.next();
            sender.receipts.delivered = last_seq.next();
        }
        // The server's clock may be set back; the log's times are not.
        let before = conversation.last.as_ref().map_or(self.now, |last| last.sent_at);
        let message = MessageRow {
            conversation: new.conversation,
            seq: if planted::is_now(Fault::ReuseSeq) { last_seq } else { last_seq.next() },
            sender: new.sender,
            client_id: new.client_id,
            sealed: new.sealed,
            key_version: new.key_version,
            sent_at: self.now.max(before),
        };
        conversation.last_seq = message.seq;
        conversation.last = Some(message.clone());
        self.changes.push(Change::MessageAppended {
            message: message.clone(),
            members: conversation.members.clone(),
        });
        self.staged.put_conversation(Arc::new(conversation));
        self.staged.push_message(message.clone());
        self.sent.insert((message.sender, message.client_id), message.clone());
        Ok(Appended { message, repeated: false, commit: self.number })
    }

    pub(super) fn moved_cursors(&mut self, receipt: &Receipt) -> Result<Cursors, DbError> {
        let head = self.staged.find_conversation(self.heads, &receipt.conversation);
        let mut conversation = (*head.ok_or(DbError::NotFound)?).clone();
        let last = conversation.last_seq;
        let user = self.staged.find_user(self.heads, receipt.user).ok_or(DbError::NotFound)?;
        let member = conversation.member_mut(receipt.user).ok_or(DbError::NotFound)?;
        let before = *member;
        let seen = receipt.seen.as_ref().map_or(Seq::ZERO, |seen| seen.to.min(last));
        if let Some(asked) = receipt.seen.as_ref().filter(|_| before.cursors.seen < seen) {
            let since = self.lookups.own_since(&receipt.conversation, receipt.user);
            // Of this batch, what was released before: the heads do not have it yet.
            let head = self.heads.find_conversation(&receipt.conversation);
            let counted = head.and_then(|head| head.cursors_of(receipt.user)).unwrap_or_default();
            let released = before.cursors.own_after_seen.saturating_sub(counted.own_after_seen);
            member.cursors.seen = seen;
            member.cursors.own_after_seen = asked.own_after + since + released;
        }
        let delivered = receipt.delivered.min(last).max(seen).max(before.cursors.delivered);
        if before.cursors.delivered < delivered {
            member.cursors.delivered = delivered;
            member.receipts.delivered = delivered;
            member.receipts.delivered_at = Some(self.now);
        }
        if user.sends_seen && before.cursors.seen < seen {
            member.receipts.seen = seen;
            member.receipts.seen_at = Some(self.now);
        }
        let member = *member;
        if member != before {
            self.staged.put_conversation(Arc::new(conversation));
            self.changes.push(Change::CursorsMoved {
                conversation: receipt.conversation.clone(),
                member,
                seen: before.cursors.seen < member.cursors.seen,
                shown: before.receipts != member.receipts,
            });
        }
        Ok(member.cursors)
    }
}
