//! Client ids whose messages were taken back: a copy that comes late must not bring the message back.

use surrealdb::types::{RecordId, SurrealValue};

use super::message::Origin;
use super::record::Record;
use super::{DbError, record_id};
use crate::domain::CommitNumber;

/// The id is the origin, and all there is to know.
#[derive(SurrealValue)]
pub(super) struct TakenBackRecord {
    id: RecordId,
    changed_in: u64,
}

impl Record for TakenBackRecord {
    const TABLE: &'static str = "taken_back";
    const CHANGEABLE: &'static [&'static str] = &[];
    const IS_PLAIN: bool = true;
}

impl TakenBackRecord {
    pub fn new(origin: Origin, changed_in: CommitNumber) -> Self {
        Self { id: record_id::of_taken_back(origin), changed_in: changed_in.0 }
    }

    pub fn read(self) -> Result<Origin, DbError> {
        record_id::taken_back(&self.id)
    }
}
