//! People's accounts.

use std::fmt;

use surrealdb::types::{RecordId, SurrealValue};

use super::record::Record;
use super::{DbError, GrantId, record_id};
use crate::domain::{Bio, CommitNumber, Email, FullName, Status, UnixMillis, UserId, Username};

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub username: Username,
    pub email: Option<Email>,
    pub full_name: FullName,
    /// In the PHC format. Prints as `***`.
    pub password_hash: String,
    pub created_at: UnixMillis,
    /// When the last of the person's connections closed; `None` if there never was one.
    pub last_seen: Option<UnixMillis>,
    pub status: Status,
    /// Whether others are shown what this person has seen, and the reverse.
    pub sends_seen: bool,
    pub bio: Bio,
    /// Nobody can log in.
    pub disabled: bool,
    /// The person has deleted it; the row stays for what they wrote.
    pub deleted: bool,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("password_hash", &format_args!("***"))
            .finish_non_exhaustive()
    }
}

/// An account to be made. Prints no password hash.
#[derive(Clone)]
pub struct NewUser {
    pub username: Username,
    pub email: Option<Email>,
    pub full_name: FullName,
    pub password_hash: String,
    /// The invite that it is made with; one use of it is spent.
    pub invite: Option<GrantId>,
    /// The person's first recovery codes.
    pub recovery_codes: Vec<GrantId>,
}

impl fmt::Debug for NewUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewUser").field("username", &self.username).finish_non_exhaustive()
    }
}

#[derive(SurrealValue)]
pub(super) struct UserRecord {
    id: RecordId,
    username: String,
    email: Option<String>,
    full_name: String,
    password_hash: String,
    created_at: i64,
    last_seen: Option<i64>,
    busy: bool,
    busy_until: Option<i64>,
    sends_seen: bool,
    bio: String,
    disabled: bool,
    deleted: bool,
    changed_in: u64,
}

impl Record for UserRecord {
    const TABLE: &'static str = "user";
    const CHANGEABLE: &'static [&'static str] = &[
        "username",
        "email",
        "full_name",
        "password_hash",
        "last_seen",
        "busy",
        "busy_until",
        "sends_seen",
        "bio",
        "disabled",
        "deleted",
        "changed_in",
    ];
}

impl UserRecord {
    pub fn new(user: &User, changed_in: CommitNumber) -> Self {
        let busy_until = match user.status {
            Status::Available => None,
            Status::Busy { until } => until,
        };
        Self {
            id: record_id::of_uuid(Self::TABLE, user.id.as_uuid()),
            username: user.username.as_str().to_owned(),
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            full_name: user.full_name.as_str().to_owned(),
            password_hash: user.password_hash.clone(),
            created_at: user.created_at.0,
            last_seen: user.last_seen.map(|at| at.0),
            busy: user.status.is_busy(),
            busy_until: busy_until.map(|until| until.0),
            sends_seen: user.sends_seen,
            bio: user.bio.as_str().to_owned(),
            disabled: user.disabled,
            deleted: user.deleted,
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<(User, CommitNumber), DbError> {
        let unreadable = |_| record_id::unreadable(&self.id);
        let user = User {
            id: record_id::uuid(&self.id)?.into(),
            username: Username::parse(&self.username).map_err(unreadable)?,
            email: self.email.as_deref().map(Email::parse).transpose().map_err(unreadable)?,
            full_name: FullName::parse(&self.full_name).map_err(unreadable)?,
            password_hash: self.password_hash,
            created_at: UnixMillis(self.created_at),
            last_seen: self.last_seen.map(UnixMillis),
            status: match self.busy {
                true => Status::Busy { until: self.busy_until.map(UnixMillis) },
                false => Status::Available,
            },
            sends_seen: self.sends_seen,
            bio: Bio::parse(&self.bio).map_err(unreadable)?,
            disabled: self.disabled,
            deleted: self.deleted,
        };
        Ok((user, CommitNumber(self.changed_in)))
    }
}
