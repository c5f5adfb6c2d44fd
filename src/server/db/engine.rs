//! The database itself: opened, asked, written to, shut down.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use surrealdb::Surreal;
use surrealdb::engine::local::Db;
use surrealdb::types::{RecordId, SurrealValue, Variables};
use surrealdb_engine_local::Datastore;
use tokio_util::sync::CancellationToken;

use super::home::Home;
use super::meta::Meta;
use super::record::{Record, Writes};
use super::snapshot::Snapshot;
use super::storage_log::StorageLog;
use super::tuning::{config, engine_options};
use super::{DbError, StoreOptions};
use crate::domain::CommitNumber;

/// The one namespace and database.
const NAME: &str = "natter";
/// What a database that can be read answers in milliseconds.
const VERSION_WITHIN: Duration = Duration::from_secs(5);
/// A shutdown that takes longer is not waited for.
const SHUTDOWN_WITHIN: Duration = Duration::from_secs(10);
/// How often it is looked whether a shutdown is done.
const SHUTDOWN_TICK: Duration = Duration::from_millis(2);

/// An open database. There is one handle, shared: a clone of it would be another session. The
/// database shuts down when the handle is dropped; see [`Engine::shut_down`].
pub(super) struct Engine {
    handle: Surreal<Db>,
    datastore: Weak<Datastore>,
    /// Of a database on disk.
    log: Option<StorageLog>,
    /// The log's file, as far as everything in it and before it is sure to be on disk.
    log_file: AtomicU64,
    home: OnceLock<Home>,
    /// Cancelled before it is shut down: whoever reads on and on lets go of it then.
    pub closing: CancellationToken,
    #[cfg(test)]
    pub loses_next_answer: std::sync::atomic::AtomicBool,
}

impl Engine {
    /// Opens the database, after a crash once more than once (see [`StorageLog`]). What is in an
    /// existing one stays as it is.
    ///
    /// # Errors
    /// [`DbError::Locked`] or [`DbError::Unusable`].
    pub async fn open(options: &StoreOptions) -> Result<Arc<Self>, DbError> {
        let buffer = options.write_buffer_bytes();
        if let Some(folder) = options.folder() {
            let is_clean = || StorageLog::of(folder).is_empty().map_err(|e| explain(options, &e));
            if !is_clean()? {
                tracing::info!("the database was not shut down cleanly; its log is recovered");
                Self::open_as_it_is(options, 2 * buffer).await?.shut_down().await;
                if !is_clean()? {
                    return Err(explain(options, &"its log could not be brought to disk"));
                }
            }
        }
        Self::open_as_it_is(options, buffer).await
    }

    async fn open_as_it_is(options: &StoreOptions, buffer: u64) -> Result<Arc<Self>, DbError> {
        let datastore = Datastore::builder()
            .with_config(config(options, buffer))
            .with_engine_options(engine_options())
            .without_maintenance_tasks()
            .build_with_path(&options.url)
            .await
            .map_err(|error| explain(options, &format!("{error:#}")))?;
        let handle = Surreal::unstable_from_datastore(datastore.clone(), None)
            .await
            .map_err(|error| explain(options, &error))?;
        let engine = Arc::new(Self {
            handle,
            datastore: Arc::downgrade(&datastore),
            log: options.folder().map(StorageLog::of),
            log_file: AtomicU64::new(0),
            home: OnceLock::new(),
            closing: CancellationToken::new(),
            #[cfg(test)]
            loses_next_answer: false.into(),
        });
        match engine.connect(&datastore).await {
            Ok(()) => Ok(engine),
            Err(said) => {
                drop(datastore);
                engine.shut_down().await;
                Err(explain(options, &said))
            }
        }
    }

    async fn connect(&self, datastore: &Datastore) -> Result<(), String> {
        // The storage's own version comes first: whatever is written before it makes a new
        // database look like one too old to be read.
        // Of one that cannot be read it asks for two minutes.
        let check = tokio::time::timeout(VERSION_WITHIN, datastore.check_version()).await;
        check
            .map_err(|_| "it cannot be read, as the log says".to_owned())?
            .map_err(|error| format!("{error:#}"))?;
        let used = self.handle.use_ns(NAME).use_db(NAME).await;
        used.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Begins what the database does on its own. It has been found to be ours by then.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn start(&self) -> Result<(), DbError> {
        self.note_log_file()?;
        let Some(datastore) = self.datastore.upgrade() else { return Ok(()) };
        datastore.bootstrap().await.map_err(|error| retryable(&error))?;
        datastore.start_maintenance_tasks();
        Ok(())
    }

    /// From now on there are rows to be read and written, in what `meta` says this is.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn begin(&self, meta: &Meta) -> Result<(), DbError> {
        let home = Home::find(&*self.datastore()?, NAME, meta).await?;
        self.home.get_or_init(|| home);
        Ok(())
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
        let mut results =
            self.handle.query(text).bind(variables).await.map_err(|error| retryable(&error))?;
        if let Some((_, error)) = results.take_errors().into_iter().next() {
            return Err(retryable(&error));
        }
        let value: surrealdb::types::Value = results.take(0).map_err(|error| retryable(&error))?;
        T::from_value(value).map_err(|error| retryable(&error))
    }

    /// Those rows of these that are there, of tables whose rows are written as they are.
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn list_rows<R: Record>(&self, ids: Vec<RecordId>) -> Result<Vec<R>, DbError> {
        self.home()?.list_rows(&*self.datastore()?, ids).await
    }

    /// What is there now, to be read while writing goes on; see [`Engine::closing`].
    ///
    /// # Errors
    /// [`DbError::Retryable`].
    pub async fn snapshot(&self) -> Result<Snapshot, DbError> {
        self.home()?.snapshot(self.datastore()?).await
    }

    /// Writes all of this as one transaction, or nothing. True if it is on disk when this returns; if
    /// not, what brings it there is a clean shutdown (see [`StorageLog`]).
    ///
    /// To be awaited to its end: dropped half-way, it is aborted half-way.
    ///
    /// # Errors
    /// [`DbError::Retryable`]: it was not confirmed, yet may have happened.
    pub async fn commit(&self, number: CommitNumber, writes: &Writes) -> Result<bool, DbError> {
        let (home, datastore) = (self.home()?, self.datastore()?);
        let mut again = false;
        loop {
            home.commit(&datastore, number, writes, again).await?;
            #[cfg(test)]
            if self.loses_next_answer.swap(false, Ordering::Relaxed) {
                return Err(DbError::Retryable("the answer was lost".into()));
            }
            if !self.was_log_rotated()? {
                return Ok(true);
            }
            if !writes.text.is_empty() {
                return Ok(false);
            }
            // Once more, and it is in the new log as well.
            self.note_log_file()?;
            again = true;
        }
    }

    fn home(&self) -> Result<&Home, DbError> {
        self.home.get().ok_or_else(|| DbError::Retryable("the database is not open yet".into()))
    }

    fn datastore(&self) -> Result<Arc<Datastore>, DbError> {
        let gone = || DbError::Retryable("the database is closed".into());
        self.datastore.upgrade().ok_or_else(gone)
    }

    /// Carries out these statements as one transaction.
    ///
    /// # Errors
    /// [`DbError::Retryable`]: it was not confirmed, yet may have happened.
    pub async fn migrate(&self, statements: &str, variables: Variables) -> Result<(), DbError> {
        let text = format!("BEGIN;{statements}COMMIT");
        let mut results =
            self.handle.query(text).bind(variables).await.map_err(|error| retryable(&error))?;
        let errors = results.take_errors();
        // All statements of a failed transaction report errors. The cause is told by the one that
        // failed, or by the COMMIT, which is the last; the others only tell that there was one.
        let cause = errors.iter().min_by_key(|(place, error)| (error.is_query(), Reverse(*place)));
        cause.map_or(Ok(()), |(_, error)| Err(retryable(error)))
    }

    /// Whether the log was rotated since that was looked at last.
    ///
    /// # Errors
    /// [`DbError::Retryable`] if that cannot be told.
    pub fn was_log_rotated(&self) -> Result<bool, DbError> {
        let Some(log) = &self.log else { return Ok(false) };
        log.goes_beyond(self.log_file.load(Ordering::Relaxed)).map_err(|error| retryable(&error))
    }

    fn note_log_file(&self) -> Result<(), DbError> {
        let Some(log) = &self.log else { return Ok(()) };
        let newest = log.newest().map_err(|error| retryable(&error))?;
        self.log_file.store(newest, Ordering::Relaxed);
        Ok(())
    }

    /// Lets go of the database and waits until it has shut down. Reads that are under way may
    /// finish first. Says whether all of it is in tables on disk.
    pub async fn shut_down(self: Arc<Self>) -> bool {
        let datastore = self.datastore.clone();
        let log = self.log.clone();
        self.closing.cancel();
        drop(self);
        let gone = async {
            while datastore.strong_count() > 0 {
                tokio::time::sleep(SHUTDOWN_TICK).await;
            }
        };
        if tokio::time::timeout(SHUTDOWN_WITHIN, gone).await.is_err() {
            tracing::warn!("the database takes too long to shut down; it is left to itself");
            return false;
        }
        log.is_none_or(|log| log.is_empty().unwrap_or(false))
    }

    /// As if the storage had failed: nothing can be written any more.
    #[cfg(test)]
    pub async fn stop_storage(&self) {
        self.datastore.upgrade().expect("it is open").shutdown().await.expect("it stops");
    }
}

fn explain(options: &StoreOptions, cause: &impl ToString) -> DbError {
    let cause = cause.to_string();
    match options.folder() {
        Some(folder) if cause.contains("already locked") => DbError::Locked(folder.to_owned()),
        Some(folder) => DbError::Unusable(format!(
            "the database in {} does not open: see the cause, or restore a backup ({cause})",
            folder.display()
        )),
        None => DbError::Unusable(format!("the database {} does not open ({cause})", options.url)),
    }
}

fn retryable(error: &impl ToString) -> DbError {
    DbError::Retryable(error.to_string())
}
