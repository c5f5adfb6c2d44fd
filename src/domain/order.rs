//! The two orders: of a conversation's messages, and of the database's commits.

use serde::{Deserialize, Serialize};

/// A message's place in its conversation: 1, 2, 3 … without holes. 0 stands for "before the first".
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first message.
    pub const ZERO: Self = Self(0);

    /// The place after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// The number of a commit of the server's writer; every row that the commit changed keeps it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct CommitNumber(pub u64);

impl CommitNumber {
    /// The commit after this one.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
