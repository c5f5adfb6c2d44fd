//! A new database that is made of another one's pieces.

use std::collections::BTreeMap;
use std::sync::Arc;

use surrealdb::types::{Value, Variables};

use super::engine::Engine;
use super::meta::{Meta, MetaRecord};
use super::pieces::Cut;
use super::record::{Record, Writes};
use super::row::Row;
use super::{DbError, KeyCheck, StoreOptions, folder, migrations, stored_value};
use crate::domain::CommitNumber;

/// How much is written with one commit: so many rows, or so many bytes of them.
const BATCH_ROWS: usize = 512;
const BATCH_BYTES: usize = 1024 * 1024;

/// A database while rows are put into it. It has the schema of the rows, which is brought forward when it
/// is opened as usual, and an epoch of its own: whoever holds something of the old history takes fresh
/// pages.
pub struct Restoring {
    engine: Arc<Engine>,
    commit: CommitNumber,
    /// All tables, and whether they have an index.
    tables: BTreeMap<String, bool>,
    table: String,
    batch: Vec<Value>,
    bytes: usize,
}

impl Restoring {
    /// Makes an empty database, where there must be none.
    ///
    /// # Errors
    /// [`DbError::TooNew`], [`DbError::WrongKey`], or why it cannot be made.
    pub async fn begin(
        options: &StoreOptions,
        key_check: &KeyCheck,
        cut: &Cut,
    ) -> Result<Self, DbError> {
        if cut.schema > migrations::NEWEST {
            return Err(DbError::TooNew { found: cut.schema, known: migrations::NEWEST });
        }
        if cut.key_check != *key_check {
            return Err(DbError::WrongKey);
        }
        if let Some(path) = options.folder() {
            folder::prepare(path)?;
        }
        let engine = Engine::open(options).await?;
        match prepare(&engine, cut).await {
            Ok(tables) => Ok(Self {
                engine,
                commit: cut.commit,
                tables,
                table: String::new(),
                batch: vec![],
                bytes: 0,
            }),
            Err(error) => {
                engine.shut_down().await;
                Err(error)
            }
        }
    }

    /// What is added from now on goes to this table.
    ///
    /// # Errors
    /// [`DbError::Unusable`] if the schema has no such table.
    pub async fn begin_table(&mut self, table: &str) -> Result<(), DbError> {
        self.write().await?;
        if !self.tables.contains_key(table) {
            let text = format!("there are rows of a table that its schema does not have: {table}");
            return Err(DbError::Unusable(text));
        }
        table.clone_into(&mut self.table);
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`DbError::Unusable`] if it is none; [`DbError::Retryable`] if it was not written, as on a full
    /// disk.
    pub async fn add(&mut self, row: &[u8]) -> Result<(), DbError> {
        self.batch.push(stored_value::decode(row)?);
        self.bytes += row.len();
        if self.batch.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES {
            self.write().await?;
        }
        Ok(())
    }

    /// Writes what is left and closes the database, so that all of it is in tables on disk.
    ///
    /// # Errors
    /// [`DbError::Retryable`] if it is not.
    pub async fn finish(mut self) -> Result<(), DbError> {
        let written = self.write().await;
        let is_clean = self.engine.shut_down().await;
        written?;
        is_clean
            .then_some(())
            .ok_or_else(|| DbError::Retryable("the database did not shut down cleanly".into()))
    }

    /// Closes the database as it is, to be thrown away.
    pub async fn give_up(self) {
        self.engine.shut_down().await;
    }

    async fn write(&mut self) -> Result<(), DbError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        if batch.is_empty() {
            return Ok(());
        }
        let mut writes = Writes::default();
        if self.tables.get(&self.table).copied().unwrap_or_default() {
            writes.text = format!("INSERT INTO {} $rows RETURN NONE;", self.table);
            writes.variables.insert("rows", batch);
        } else {
            let rows = batch.into_iter().map(|row| Row::of_value(true, row));
            writes.rows = rows.collect::<Result<_, _>>()?;
        }
        // Whether it is in the log already makes no difference: the shutdown at the end counts.
        self.engine.commit(self.commit, &writes).await.map(|_| ())
    }
}

async fn prepare(engine: &Engine, cut: &Cut) -> Result<BTreeMap<String, bool>, DbError> {
    let mut meta = Meta::new(&cut.key_check.current);
    meta.last_commit = cut.commit.0;
    engine.start().await?;
    migrations::apply_up_to(cut.schema, engine, &mut meta).await?;
    engine.begin(&meta).await?;
    let names: Vec<String> =
        engine.select("RETURN object::keys((INFO FOR DB).tables)", Variables::new()).await?;
    let mut tables = BTreeMap::new();
    for name in names.into_iter().filter(|name| name != MetaRecord::TABLE) {
        let text = format!("RETURN object::keys((INFO FOR TABLE {name}).indexes)");
        let indexes: Vec<String> = engine.select(&text, Variables::new()).await?;
        tables.insert(name, !indexes.is_empty());
    }
    Ok(tables)
}
