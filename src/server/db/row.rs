//! Rows written and read as they are, past SurrealQL.
//!
//! The writer knows every row that it writes to the last byte. A statement would still be worked out
//! for each of them, field by field, which was two thirds of what a message cost. So a row is handed
//! to the transaction in the form in which the database keeps it; to SurrealQL it is a row like any
//! other. Nobody checks its fields against the schema then but their Rust types, and nobody enters it
//! into an index: this is for tables without one ([`Record::IS_PLAIN`]).

use std::sync::Arc;

use surrealdb::types as public;
use surrealdb_catalog::providers::{CachePolicy, TableProvider};
use surrealdb_catalog::val::{
    RecordId, Value, convert_public_value_to_internal, convert_value_to_public_value,
};
use surrealdb_catalog::{DatabaseDefinition, Record as Stored};

use super::DbError;
use super::record::Record;
use crate::server::planted::{self, Fault};

/// A row to be written.
pub(super) struct Row {
    id: RecordId,
    stored: Arc<Stored>,
    is_new: bool,
}

impl Row {
    /// Of a table without indexes. One that is new must not be there yet. The id is kept once, in the
    /// key: from there the database puts it among the fields when it reads a row.
    pub fn new<R: Record>(is_new: bool, record: R) -> Self {
        debug_assert!(R::IS_PLAIN, "{} has more to it", R::TABLE);
        Self::of_value(is_new, record.into_value())
            .unwrap_or_else(|_| unreachable!("a record has fields, and its id among them"))
    }

    /// As [`Row::new`], of a row as it was read.
    ///
    /// # Errors
    /// [`DbError::Unusable`] if it is none.
    pub fn of_value(is_new: bool, value: public::Value) -> Result<Self, DbError> {
        let foreign = || DbError::Unusable("a row has no fields, or no id among them".into());
        let Value::Object(mut fields) = convert_public_value_to_internal(value) else {
            return Err(foreign());
        };
        let Some(Value::RecordId(id)) = fields.remove("id") else { return Err(foreign()) };
        // As SurrealQL has it: what is not there is left out.
        fields.retain(|_, value| !matches!(value, Value::None));
        Ok(Self { id, stored: Stored::new(Value::Object(fields)).into_read_only(), is_new })
    }

    /// Adds it to a transaction; `again` if it was written already, maybe.
    ///
    /// # Errors
    /// [`DbError::Retryable`], also if a new row is there already.
    pub async fn write(
        &self,
        again: bool,
        transaction: &impl TableProvider,
        database: &DatabaseDefinition,
    ) -> Result<(), DbError> {
        let (ns, db) = (database.namespace_id, database.database_id);
        let RecordId { table, key } = &self.id;
        let stored = self.stored.clone();
        let replaces = again || planted::is(Fault::NoDeduplication) || planted::is(Fault::ReuseSeq);
        let written = if self.is_new && !replaces {
            transaction.put_record(ns, db, table, key, stored).await
        } else {
            transaction.set_record(ns, db, table, key, stored).await
        };
        written.map_err(|error| retryable(&error))
    }
}

/// Those rows of these that are there, in their order.
///
/// # Errors
/// [`DbError::Retryable`].
pub(super) async fn read<R: Record>(
    ids: Vec<public::RecordId>,
    transaction: &impl TableProvider,
    database: &DatabaseDefinition,
) -> Result<Vec<R>, DbError> {
    let (ns, db) = (database.namespace_id, database.database_id);
    let ids: Vec<RecordId> = ids.into_iter().filter_map(internal).collect();
    let found = transaction.get_records(ns, db, &ids, None, CachePolicy::ReadOnly).await;
    let found = found.map_err(|error| retryable(&error))?;
    let there = found.iter().filter(|stored| !matches!(stored.data, Value::None));
    there
        .map(|stored| {
            let fields = convert_value_to_public_value(stored.data.clone());
            R::from_value(fields.map_err(|error| retryable(&error))?)
                .map_err(|error| retryable(&error))
        })
        .collect()
}

fn retryable(error: &impl ToString) -> DbError {
    DbError::Retryable(error.to_string())
}

fn internal(id: public::RecordId) -> Option<RecordId> {
    match convert_public_value_to_internal(public::Value::RecordId(id)) {
        Value::RecordId(id) => Some(id),
        _ => None,
    }
}
