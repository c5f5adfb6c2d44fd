//! People as others see them.

use serde::{Deserialize, Serialize};

use super::{Bio, Email, FullName, Status, UnixMillis, UserId, Username};

/// Whether somebody is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// At least one of the person's tabs or programs is connected.
    pub online: bool,
    /// When the last one left; `None` for somebody who never was here.
    pub last_seen: Option<UnixMillis>,
}

/// A person's card: what every signed-in person may know of every other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub id: UserId,
    pub username: Username,
    pub full_name: FullName,
    pub presence: Presence,
    pub status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Bio::is_empty")]
    pub bio: Bio,
    /// The account is gone; what was written stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_deleted: bool,
}
