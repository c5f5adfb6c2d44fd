//! What a client says.

use serde::{Deserialize, Serialize};

use crate::domain::{ClientId, ConversationId, Seq, Token, UserId};

/// A command. Its values are checked where it is carried out, so that a refusal can name the
/// command.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ClientFrame {
    /// The first frame of a connection, sent once: the version that the client speaks, how far it
    /// has everything, and the conversations that it holds messages of. Answered with `Welcome`.
    Hello {
        protocol: u16,
        token: Option<Token>,
        #[serde(default)]
        holds: Vec<ConversationId>,
    },
    /// Answered once it is durable, with `MessageSent`, or with `MessageHeld` where the other is
    /// Busy; or with `SendRefused`.
    SendMessage { conversation: ConversationId, client_id: ClientId, body: String },
    /// Everything up to `seq` has arrived here. Never moves backwards.
    MarkDelivered { conversation: ConversationId, seq: Seq },
    /// Everything up to `seq` was on this person's screen. Never moves backwards.
    MarkSeen { conversation: ConversationId, seq: Seq },
    /// This person is writing to a conversation. To be said again every few seconds.
    Type { conversation: ConversationId },
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
            Self::MarkDelivered { .. } => "MarkDelivered",
            Self::MarkSeen { .. } => "MarkSeen",
            Self::Type { .. } => "Type",
            Self::WatchPeople { .. } => "WatchPeople",
            Self::Ping => "Ping",
        })
    }
}
