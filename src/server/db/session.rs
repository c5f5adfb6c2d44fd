//! Signed-in browsers and programs.

use surrealdb::types::{RecordId, SurrealValue};

use super::record::Record;
use super::{DbError, record_id};
use crate::domain::{CommitNumber, Scope, SessionId, UnixMillis, UserId};

/// One signed-in browser or program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    /// What the browser or program calls itself.
    pub user_agent: String,
    pub created_at: UnixMillis,
    /// When it was last renewed.
    pub last_used: UnixMillis,
    /// From then on it is as if it never was.
    pub expires_at: UnixMillis,
    /// What its person called it, where it is a program's token.
    pub name: Option<String>,
    pub scope: Scope,
}

/// A session to be begun.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub user: UserId,
    pub user_agent: String,
    pub created_at: UnixMillis,
    pub expires_at: UnixMillis,
    pub name: Option<String>,
    pub scope: Scope,
}

#[derive(SurrealValue)]
pub(super) struct SessionRecord {
    id: RecordId,
    user: RecordId,
    user_agent: String,
    created_at: i64,
    last_used: i64,
    expires_at: i64,
    revoked: bool,
    name: Option<String>,
    scope: String,
    changed_in: u64,
}

impl Record for SessionRecord {
    const TABLE: &'static str = "session";
    const CHANGEABLE: &'static [&'static str] =
        &["last_used", "expires_at", "revoked", "changed_in"];
    const IS_PLAIN: bool = true;
}

impl SessionRecord {
    pub fn new(session: &Session, revoked: bool, changed_in: CommitNumber) -> Self {
        Self {
            id: record_id::of_uuid(Self::TABLE, session.id.as_uuid()),
            user: record_id::of_uuid("user", session.user.as_uuid()),
            user_agent: session.user_agent.clone(),
            created_at: session.created_at.0,
            last_used: session.last_used.0,
            expires_at: session.expires_at.0,
            revoked,
            name: session.name.clone(),
            scope: session.scope.name().to_owned(),
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<Session, DbError> {
        Ok(Session {
            id: record_id::uuid(&self.id)?.into(),
            user: record_id::uuid(&self.user)?.into(),
            user_agent: self.user_agent,
            created_at: UnixMillis(self.created_at),
            last_used: UnixMillis(self.last_used),
            expires_at: UnixMillis(self.expires_at),
            name: self.name,
            scope: Scope::find(&self.scope).ok_or_else(|| record_id::unreadable(&self.id))?,
        })
    }
}
