//! What writes about conversations, messages and cursors mean.

use std::sync::Arc;

use super::Plan;
use crate::domain::{ConversationId, Cursors, Seq};
use crate::server::db::writer::receipts::Receipt;
use crate::server::db::{Appended, Change, Conversation, DbError, Member, MessageRow, NewMessage};

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

    pub(super) fn append_message(&mut self, new: NewMessage) -> Result<Appended, DbError> {
        let origin = (new.sender, new.client_id);
        if let Some((message, commit)) = self.lookups.find_sent(origin) {
            return Ok(Appended { message, repeated: true, commit });
        }
        if let Some(message) = self.sent.get(&origin).cloned() {
            return Ok(Appended { message, repeated: true, commit: self.number });
        }
        let head = self.staged.find_conversation(self.heads, &new.conversation);
        let mut conversation = (*head.ok_or(DbError::NotFound)?).clone();
        let cursors = conversation.cursors_mut(new.sender).ok_or(DbError::NotFound)?;
        cursors.own_after_seen += 1;
        // The server's clock may be set back; the log's times are not.
        let before = conversation.last.as_ref().map_or(self.now, |last| last.sent_at);
        let message = MessageRow {
            conversation: new.conversation,
            seq: conversation.last_seq.next(),
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
        self.sent.insert(origin, message.clone());
        Ok(Appended { message, repeated: false, commit: self.number })
    }

    pub(super) fn moved_cursors(&mut self, receipt: &Receipt) -> Result<Cursors, DbError> {
        let asked = &receipt.seen_move;
        let head = self.staged.find_conversation(self.heads, &asked.conversation);
        let mut conversation = (*head.ok_or(DbError::NotFound)?).clone();
        let last = conversation.last_seq;
        let cursors = conversation.cursors_mut(asked.user).ok_or(DbError::NotFound)?;
        let to = asked.to.min(last);
        if to <= cursors.seen {
            return Ok(*cursors);
        }
        let since = self.lookups.own_since(&asked.conversation, asked.user);
        let moved = Cursors { seen: to, own_after_seen: asked.own_after + since };
        *cursors = moved;
        self.staged.put_conversation(Arc::new(conversation));
        self.changes.push(Change::CursorsMoved {
            conversation: asked.conversation.clone(),
            user: asked.user,
            cursors: moved,
        });
        Ok(moved)
    }
}
