//! Usernames that people had before: they stay theirs, and are never given again.

use surrealdb::types::{RecordId, RecordIdKey, SurrealValue};

use super::record::Record;
use super::{DbError, record_id};
use crate::domain::{CommitNumber, UserId, Username};

/// The id is the name.
#[derive(SurrealValue)]
pub(super) struct FormerNameRecord {
    id: RecordId,
    user: RecordId,
    changed_in: u64,
}

impl Record for FormerNameRecord {
    const TABLE: &'static str = "former_name";
    const CHANGEABLE: &'static [&'static str] = &["user", "changed_in"];
    const IS_PLAIN: bool = true;
}

impl FormerNameRecord {
    pub fn new(name: &Username, user: UserId, changed_in: CommitNumber) -> Self {
        Self {
            id: RecordId::new(Self::TABLE, name.as_str()),
            user: record_id::of_uuid("user", user.as_uuid()),
            changed_in: changed_in.0,
        }
    }

    pub fn read(self) -> Result<(Username, UserId), DbError> {
        let unreadable = || record_id::unreadable(&self.id);
        let RecordIdKey::String(name) = &self.id.key else { return Err(unreadable()) };
        let name = Username::parse(name).map_err(|_| unreadable())?;
        Ok((name, record_id::uuid(&self.user)?.into()))
    }
}
