//! What is answered. Times are as RFC 3339 has them, in UTC.

use serde::{Deserialize, Serialize};

use super::Refusal;
use crate::domain::SessionId;

/// One line of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    User(ListedUser),
    Session(ListedSession),
    Link(Link),
    Disk(DiskUsage),
    /// So many sessions were ended.
    Ended {
        sessions: usize,
    },
    /// The last line: it was not done.
    Refused(Refusal),
    /// The last line: it was done.
    Done {},
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedUser {
    pub username: String,
    pub full_name: String,
    pub email: Option<String>,
    pub created_at: String,
    /// None for somebody who never was here.
    pub last_seen: Option<String>,
    pub online: bool,
    /// `available` or `busy`.
    pub status: String,
    /// When being Busy ends by itself.
    pub busy_until: Option<String>,
    pub disabled: bool,
    /// False until its owner has used the link that it was made with.
    pub has_password: bool,
    /// How many browsers and programs are signed in.
    pub sessions: usize,
}

/// A browser or program that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedSession {
    pub id: SessionId,
    pub username: String,
    /// Of a program's token.
    pub name: Option<String>,
    /// `full`, `write` or `read`.
    pub scope: String,
    /// What the browser or program calls itself.
    pub user_agent: String,
    pub created_at: String,
    pub last_used: String,
    pub expires_at: String,
    /// A tab or program of it is there now.
    pub connected: bool,
}

/// An address to be handed to somebody: whoever has it can use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    pub url: String,
    pub expires_at: String,
    /// How often it can be used.
    pub uses: u32,
    /// Whether the settings say how others reach the server; if not, the link may only work on the
    /// server's own machine.
    pub is_public: bool,
}

/// What everything takes, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DiskUsage {
    pub folder: String,
    pub parts: Vec<Part>,
    /// What is left for the server's user on the disk of the folder, and how large that is.
    pub free_bytes: u64,
    pub total_bytes: u64,
    /// How many there are of what the database keeps.
    pub rows: Vec<Count>,
}

/// A part of the data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
}

/// How many there are of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub name: String,
    pub count: u64,
}
