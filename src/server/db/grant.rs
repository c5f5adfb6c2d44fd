//! Secrets that let somebody do one thing: recovery codes, reset links, invites. Only their hashes
//! are kept.

use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use super::record::Record;
use super::{DbError, record_id};
use crate::domain::{CommitNumber, UnixMillis, UserId};

/// Names a grant without telling it: the SHA-256 of its secret, in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GrantId(pub String);

/// What it lets one do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantKind {
    /// Set a new password, with the username; one of a person's own codes.
    Recovery,
    /// Set a new password; a link from the administrator.
    Reset,
    /// Sign up.
    Invite,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub id: GrantId,
    pub kind: GrantKind,
    /// Whose password it is about; `None` of an invite.
    pub user: Option<UserId>,
    pub created_at: UnixMillis,
    /// From then on it is good for nothing.
    pub expires_at: Option<UnixMillis>,
    /// Zero once it is spent.
    pub uses_left: u32,
}

impl Grant {
    /// Whether it is good for anything still.
    pub fn is_good(&self, now: UnixMillis) -> bool {
        self.uses_left > 0 && self.expires_at.is_none_or(|at| now < at)
    }
}

impl GrantKind {
    fn name(self) -> &'static str {
        match self {
            Self::Recovery => "recovery",
            Self::Reset => "reset",
            Self::Invite => "invite",
        }
    }

    fn find(name: &str) -> Option<Self> {
        [Self::Recovery, Self::Reset, Self::Invite].into_iter().find(|kind| kind.name() == name)
    }
}

/// The id is the hash.
#[derive(SurrealValue)]
pub(super) struct GrantRecord {
    id: RecordId,
    kind: String,
    user: Option<RecordId>,
    created_at: i64,
    expires_at: Option<i64>,
    uses_left: u32,
    changed_in: u64,
}

impl Record for GrantRecord {
    const TABLE: &'static str = "one_time_secret";
    const CHANGEABLE: &'static [&'static str] = &["uses_left", "changed_in"];
    const IS_PLAIN: bool = true;
}

impl GrantRecord {
    pub fn new(grant: &Grant, changed_in: CommitNumber) -> Self {
        Self {
            id: RecordId::new(Self::TABLE, grant.id.0.as_str()),
            kind: grant.kind.name().to_owned(),
            user: grant.user.map(|user| record_id::of_uuid("user", user.as_uuid())),
            created_at: grant.created_at.0,
            expires_at: grant.expires_at.map(|at| at.0),
            uses_left: grant.uses_left,
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<Grant, DbError> {
        let unreadable = || record_id::unreadable(&self.id);
        let RecordIdKey::String(id) = &self.id.key else { return Err(unreadable()) };
        Ok(Grant {
            id: GrantId(id.clone()),
            kind: GrantKind::find(&self.kind).ok_or_else(unreadable)?,
            user: self.user.as_ref().map(record_id::uuid).transpose()?.map(Into::into),
            created_at: UnixMillis(self.created_at),
            expires_at: self.expires_at.map(UnixMillis),
            uses_left: self.uses_left,
        })
    }
}
