//! The one row that says what this database is.

use surrealdb::types::{Bytes, RecordId, SurrealValue, Variables};

use super::DbError;
use super::engine::Engine;
use super::record::Record;
use crate::domain::CommitNumber;

/// Reads it.
pub(super) const MAIN: &str = "SELECT * OMIT id FROM ONLY meta:main";

/// The row `meta:main`.
#[derive(Clone, Debug, SurrealValue)]
pub(super) struct Meta {
    /// Names one unbroken history; a restored backup gets another.
    pub epoch: String,
    /// The last migration that was applied.
    pub schema: u32,
    pub last_commit: u64,
    pub key_check: Bytes,
}

#[derive(SurrealValue)]
pub(super) struct MetaRecord {
    id: RecordId,
    epoch: String,
    schema: u32,
    last_commit: u64,
    key_check: Bytes,
}

impl Record for MetaRecord {
    const TABLE: &'static str = "meta";
    const CHANGEABLE: &'static [&'static str] = &["last_commit"];
    const IS_PLAIN: bool = true;
}

impl Meta {
    /// For a new database.
    pub fn new(key_check: &[u8]) -> Self {
        let epoch = uuid::Uuid::new_v4().simple().to_string();
        Self { epoch, schema: 0, last_commit: 0, key_check: key_check.to_vec().into() }
    }

    /// The row after a commit of the writer's.
    pub fn after(&self, commit: CommitNumber) -> MetaRecord {
        MetaRecord {
            id: RecordId::new(MetaRecord::TABLE, "main"),
            epoch: self.epoch.clone(),
            schema: self.schema,
            last_commit: commit.0,
            key_check: self.key_check.clone(),
        }
    }

    /// The newest commit.
    pub fn commit(&self) -> CommitNumber {
        CommitNumber(self.last_commit)
    }
}

/// The schema of an existing database, `None` for a new one. Asks for nothing else: a newer
/// version may have changed the rest of the row.
pub(super) async fn find_schema(engine: &Engine) -> Result<Option<u32>, DbError> {
    let tables: Vec<String> =
        engine.select("RETURN object::keys((INFO FOR DB).tables)", Variables::new()).await?;
    if !tables.iter().any(|table| table == "meta") {
        return Ok(None);
    }
    engine.select("SELECT VALUE schema FROM ONLY meta:main", Variables::new()).await.map(Some)
}

/// The row of an existing database.
pub(super) async fn get(engine: &Engine) -> Result<Meta, DbError> {
    engine.select(MAIN, Variables::new()).await
}
