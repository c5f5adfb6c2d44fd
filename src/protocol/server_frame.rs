//! What the server says.

use serde::{Deserialize, Serialize};

use crate::domain::{
    ClientId, ConversationId, Cursors, Message, Person, Presence, Problem, Token, UserId,
};

/// What a client that (re)connected has to do to miss nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resume {
    /// Nothing that concerns this person happened since the token that was shown.
    UpToDate,
    /// Something did, or the token is unknown: fetch what is on screen anew.
    TakeFreshPages,
}

/// A fact, or the answer to a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ServerFrame {
    /// The answer to `Hello`.
    Welcome { protocol: u16, me: UserId, resume: Resume, token: Token },
    /// A message is durable. Goes to every connection of every member; `cursors` are the addressed
    /// person's own after it.
    MessageSent { message: Message, cursors: Cursors, token: Token },
    /// The message with this client id was not taken. To the sending connection only.
    SendRefused { client_id: ClientId, problem: Problem },
    /// A member has come further. Goes to every connection of every member.
    CursorsMoved { conversation: ConversationId, person: UserId, cursors: Cursors, token: Token },
    /// Somebody signed up.
    PersonJoined { person: Person, token: Token },
    /// A watched person came or left.
    PresenceChanged { person: UserId, presence: Presence },
    /// A command other than `SendMessage`, or something that is no command, was refused.
    CommandRefused { problem: Problem },
    /// The answer to `Ping`.
    Pong,
}
