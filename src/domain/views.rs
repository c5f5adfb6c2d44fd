//! What a page needs, gathered: the answers to "show me the sidebar" and "show me a conversation".

use serde::{Deserialize, Serialize};

use super::{
    ConversationId, Cursors, HeldMessage, LastMessage, Message, Person, Receipts, Seq, Token,
};

/// How many contacts a page of the sidebar holds at most.
pub const CONTACTS_PER_PAGE: usize = 40;

/// A line of the sidebar: a person and the conversation that one has, or could have, with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    pub person: Person,
    pub conversation: ConversationId,
    /// `None` where nothing was written yet.
    pub last: Option<LastMessage>,
    /// The asking person's own.
    pub cursors: Cursors,
}

impl Contact {
    /// The place of the latest message; zero where there is none.
    pub fn last_seq(&self) -> Seq {
        self.last.as_ref().map_or(Seq::ZERO, |last| last.seq)
    }

    /// How many of the other's messages were not on screen yet.
    pub fn unseen(&self) -> u64 {
        self.cursors.unseen(self.last_seq())
    }
}

/// A page of contacts: conversations by latest message first, then the others by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ContactsPage {
    pub contacts: Vec<Contact>,
    /// How many contacts lie before this page; the next page begins at `offset + contacts.len()`.
    pub offset: usize,
    /// How many there are in all (of those that match, in a search).
    pub total: usize,
    /// Everything up to here is in this page.
    pub token: Token,
}

/// What a person alone knows of their account, wherever it is not shown in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Others' messages that were not on screen yet, over all conversations.
    pub unseen: u64,
    /// Whether others are shown what this person has seen, and the reverse.
    pub sends_seen: bool,
}

/// What a signed-in page shows around the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    pub me: Person,
    pub account: Account,
    pub page: ContactsPage,
}

/// A conversation as one opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationView {
    /// The other person (oneself in the notes to self) and one's own cursors.
    pub contact: Contact,
    /// The latest messages, oldest first; there are older ones if the first's `seq` is above 1.
    pub messages: Vec<Message>,
    /// How far the other has come.
    pub receipts: Receipts,
    /// Own messages that wait for the other, in the order in which they will be sent.
    pub held: Vec<HeldMessage>,
    /// Everything up to here is in this view.
    pub token: Token,
}
