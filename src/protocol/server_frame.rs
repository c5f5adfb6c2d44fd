//! What the server says.

use serde::{Deserialize, Serialize};

use crate::domain::{
    Account, ClientId, ConversationId, ConversationView, Cursors, HeldMessage, Message, Person,
    Presence, Problem, Receipts, Token, UserId,
};

/// What a client that (re)connected has to do to miss nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resume {
    /// Nothing that concerns this person happened since the token that was shown.
    UpToDate,
    /// Something did: it follows, as `Missed`, in one or more pieces.
    CatchUp,
    /// The token is unknown, or too much has happened: fetch what is on screen anew.
    TakeFreshPages,
}

/// A fact, or the answer to a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ServerFrame {
    /// The answer to `Hello`. `token` is the server's newest; it is for the client to keep only with
    /// `UpToDate`.
    Welcome { protocol: u16, me: UserId, resume: Resume, token: Token },
    /// A piece of what was missed since the token that was shown: how people and conversations stand
    /// now. Of the conversations that the client holds it has the newest messages that are new,
    /// without a hole among them; of others none. Its token is to be kept once no `more` pieces follow.
    Missed {
        people: Vec<Person>,
        conversations: Vec<ConversationView>,
        account: Account,
        token: Token,
        more: bool,
    },
    /// A message is durable. Goes to every connection of every member; `cursors` are the addressed
    /// person's own after it, `unseen` what is unseen over all conversations.
    MessageSent { message: Message, cursors: Cursors, unseen: u64, token: Token },
    /// An own message is durable and waits for a Busy person. Goes to every connection of its sender;
    /// `MessageSent` follows when it is released.
    MessageHeld { message: HeldMessage, token: Token },
    /// No message of this client id waits any more: it was taken back. To its sender's connections.
    HeldTakenBack { conversation: ConversationId, client_id: ClientId, token: Token },
    /// The message with this client id was not taken. To the sending connection only.
    SendRefused { client_id: ClientId, problem: Problem },
    /// This person has come further. Goes to every one of their connections.
    CursorsMoved { conversation: ConversationId, cursors: Cursors, unseen: u64, token: Token },
    /// Another member has come further. Goes to every connection of every other member.
    ReceiptsMoved { conversation: ConversationId, person: UserId, receipts: Receipts, token: Token },
    /// Somebody signed up, or what is known of them changed.
    PersonChanged { person: Person, token: Token },
    /// This person's settings changed. To their own connections.
    AccountChanged { account: Account, token: Token },
    /// A watched person came or left.
    PresenceChanged { person: UserId, presence: Presence },
    /// Somebody is writing to this person. Holds for some seconds, or until their message comes.
    Typed { conversation: ConversationId, person: UserId },
    /// A command other than `SendMessage`, or something that is no command, was refused.
    CommandRefused { problem: Problem },
    /// The answer to `Ping`.
    Pong,
}
