//! A message and its shadow in a list.

use serde::{Deserialize, Serialize};

use super::{ClientId, ConversationId, MessageBody, Seq, UnixMillis, UserId};

/// Most characters of a [`LastMessage`]'s text.
pub const PREVIEW_MAX_CHARS: usize = 120;

/// A message as its conversation's members have it: durable, numbered, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    pub conversation: ConversationId,
    pub seq: Seq,
    pub sender: UserId,
    /// Made by the sender's client; unique together with `sender`.
    pub client_id: ClientId,
    pub body: MessageBody,
    pub sent_at: UnixMillis,
}

/// An own message that waits for a Busy person: durable, but without a place in its conversation
/// until it is released. Only its sender knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeldMessage {
    /// Orders what waits.
    pub place: u64,
    pub conversation: ConversationId,
    pub client_id: ClientId,
    pub body: MessageBody,
    pub held_at: UnixMillis,
}

/// What a list shows of a conversation's latest message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastMessage {
    pub seq: Seq,
    pub sender: UserId,
    /// One line, at most [`PREVIEW_MAX_CHARS`] characters.
    pub preview: String,
    pub sent_at: UnixMillis,
}

impl From<&Message> for LastMessage {
    fn from(message: &Message) -> Self {
        let line = message.body.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        let preview = match line.char_indices().nth(PREVIEW_MAX_CHARS) {
            Some((end, _)) => format!("{}…", line[..end].trim_end()),
            None => line,
        };
        Self { seq: message.seq, sender: message.sender, preview, sent_at: message.sent_at }
    }
}

impl std::fmt::Debug for LastMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LastMessage({:?}, ***)", self.seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_one_short_line() {
        let ana = UserId::random();
        let message = |body: &str| Message {
            conversation: ConversationId::of_pair(ana, ana),
            seq: Seq(1),
            sender: ana,
            client_id: ClientId::random(),
            body: MessageBody::parse(body).unwrap(),
            sent_at: UnixMillis(0),
        };
        assert_eq!(LastMessage::from(&message("a\n b")).preview, "a b");
        let long = LastMessage::from(&message(&"字".repeat(500))).preview;
        assert_eq!(long, format!("{}…", "字".repeat(PREVIEW_MAX_CHARS)));
    }
}
