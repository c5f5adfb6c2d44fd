//! What the database holds, as it was at one moment.
//!
//! A reading transaction sees the commits that were whole when it began and nothing of what follows. It
//! holds the datastore, too: nobody may keep one across a shutdown (see [`Engine::closing`]).
//!
//! [`Engine::closing`]: super::engine::Engine::closing

use std::sync::Arc;

use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value, Variables};
use surrealdb_core::dbs::Session;
use surrealdb_core::kvs::QueryRequest;
use surrealdb_datastore::Transaction;
use surrealdb_engine_local::Datastore;
use surrealdb_kvs::TransactionType;

use super::DbError;

/// How many rows are read at once. With bodies of the greatest length they are some 4 MiB.
const PAGE_ROWS: u32 = 256;

/// See the module. To be ended, not dropped.
pub(super) struct Snapshot {
    datastore: Arc<Datastore>,
    session: Session,
    reading: Arc<Transaction>,
}

impl Snapshot {
    /// What is there now.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn begin(datastore: Arc<Datastore>, session: Session) -> Result<Self, DbError> {
        let reading = datastore.transaction(TransactionType::Read).await;
        let reading = Arc::new(reading.map_err(|error| retryable(&error))?);
        Ok(Self { datastore, session, reading })
    }

    /// The result of a text of one statement.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn select<T: SurrealValue>(
        &self,
        text: &str,
        variables: Variables,
    ) -> Result<T, DbError> {
        let request = QueryRequest::new(text, &self.session)
            .with_variables(Some(variables))
            .with_transaction(self.reading.clone());
        let results = self.datastore.run(request).await.map_err(|error| retryable(&error))?;
        let result = results.into_iter().next().ok_or_else(|| retryable(&"no answer"))?.result;
        T::from_value(result.map_err(|error| retryable(&error))?).map_err(|error| retryable(&error))
    }

    /// Up to 256 rows of a table in the order of their ids, after this one.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn page(
        &self,
        table: &str,
        after: Option<RecordIdKey>,
    ) -> Result<Vec<Value>, DbError> {
        use std::ops::Bound;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let range = RecordIdKeyRange { start, end: Bound::Unbounded };
        let mut variables = Variables::new();
        variables.insert("range", RecordId::new(table, RecordIdKey::Range(Box::new(range))));
        let page = self.select(&format!("SELECT * FROM $range LIMIT {PAGE_ROWS}"), variables).await;
        self.reading.clear_cache();
        page
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn count(&self, table: &str) -> Result<u64, DbError> {
        let mut variables = Variables::new();
        variables.insert("table", table.to_owned());
        let text = "SELECT VALUE count FROM (SELECT count() FROM type::table($table) GROUP ALL)";
        let counts: Vec<u64> = self.select(text, variables).await?;
        Ok(counts.first().copied().unwrap_or_default())
    }

    /// Lets go of it.
    pub async fn end(self) {
        // It wrote nothing: whether this is confirmed makes no difference.
        let _ = self.reading.cancel().await;
    }
}

fn retryable(error: &impl ToString) -> DbError {
    DbError::Retryable(error.to_string())
}
