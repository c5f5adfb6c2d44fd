//! Our one database within the datastore, and transactions on it that SurrealQL has no part in.

use std::sync::Arc;

use surrealdb::types::RecordId;
use surrealdb_catalog::DatabaseDefinition;
use surrealdb_catalog::providers::DatabaseProvider;
use surrealdb_core::dbs::Session;
use surrealdb_core::kvs::QueryRequest;
use surrealdb_engine_local::Datastore;
use surrealdb_kvs::TransactionType;

use super::DbError;
use super::meta::Meta;
use super::record::{Record, Writes};
use super::row::{self, Row};
use super::snapshot::Snapshot;
use crate::domain::CommitNumber;

/// See the module.
pub(super) struct Home {
    session: Session,
    database: Arc<DatabaseDefinition>,
    meta: Meta,
}

impl Home {
    /// The database of this name, in the namespace of the same name.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn find(datastore: &Datastore, name: &str, meta: &Meta) -> Result<Self, DbError> {
        let reading = datastore.transaction(TransactionType::Read).await.map_err(retryable)?;
        let database = reading.expect_db_by_name(name, name).await;
        reading.cancel().await.map_err(retryable)?;
        Ok(Self {
            session: Session::owner().with_ns(name).with_db(name),
            database: database.map_err(retryable)?,
            meta: meta.clone(),
        })
    }

    /// Writes this, and the commit's number with it, as one transaction. Once more (`again`) it makes
    /// no difference to the rows; for statements that is not so.
    ///
    /// # Errors
    /// [`DbError::Retryable`]: it was not confirmed, yet may have happened.
    pub async fn commit(
        &self,
        datastore: &Datastore,
        number: CommitNumber,
        writes: &Writes,
        again: bool,
    ) -> Result<(), DbError> {
        let meta = Row::new(false, self.meta.after(number));
        let writing = datastore.transaction(TransactionType::Write).await.map_err(retryable)?;
        let writing = Arc::new(writing);
        let request = (!writes.text.is_empty()).then(|| {
            QueryRequest::new(writes.text.as_str(), &self.session)
                .with_variables(Some(writes.variables.clone()))
                .with_transaction(writing.clone())
        });
        let written = async {
            if let Some(request) = request {
                for statement in datastore.run(request).await.map_err(retryable)? {
                    statement.result.map_err(retryable)?;
                }
            }
            for row in writes.rows.iter().chain([&meta]) {
                row.write(again, &*writing, &self.database).await?;
            }
            Ok(())
        };
        match written.await {
            Ok(()) => writing.commit().await.map_err(retryable),
            Err(error) => {
                // Nothing of it was written: whether this is told makes no difference.
                let _ = writing.cancel().await;
                Err(error)
            }
        }
    }

    /// What is there now, to be read while writing goes on.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn snapshot(&self, datastore: Arc<Datastore>) -> Result<Snapshot, DbError> {
        Snapshot::begin(datastore, self.session.clone()).await
    }

    /// Those rows that are there, of tables whose rows are written as they are.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn list_rows<R: Record>(
        &self,
        datastore: &Datastore,
        ids: Vec<RecordId>,
    ) -> Result<Vec<R>, DbError> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let reading = datastore.transaction(TransactionType::Read).await.map_err(retryable)?;
        let rows = row::read(ids, &reading, &self.database).await;
        reading.cancel().await.map_err(retryable)?;
        rows
    }
}

fn retryable(error: impl ToString) -> DbError {
    DbError::Retryable(error.to_string())
}
