//! What a client says.

use serde::{Deserialize, Serialize};

use crate::domain::{ClientId, ConversationId, Seq, Token, UserId};

/// A command. Its values are checked where it is carried out, so that a refusal can name the
/// command.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ClientFrame {
    /// The first frame of a connection, sent once: the version that the client speaks and how far
    /// it has everything. Answered with `Welcome`.
    Hello { protocol: u16, token: Option<Token> },
    /// Answered with `MessageSent` once it is durable, or with `SendRefused`.
    SendMessage { conversation: ConversationId, client_id: ClientId, body: String },
    /// Everything up to `seq` was on this person's screen. Never moves backwards.
    MarkSeen { conversation: ConversationId, seq: Seq },
    /// The people that this tab shows, in place of those it named before; answered with one
    /// `PresenceChanged` for each, and later ones as they happen.
    WatchPeople { people: Vec<UserId> },
    /// Answered with `Pong`: browsers cannot see the protocol's own pings.
    Ping,
}

impl std::fmt::Debug for ClientFrame {
    /// The frame's name only: frames carry message text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Hello { .. } => "Hello",
            Self::SendMessage { .. } => "SendMessage",
            Self::MarkSeen { .. } => "MarkSeen",
            Self::WatchPeople { .. } => "WatchPeople",
            Self::Ping => "Ping",
        })
    }
}
