//! From a folder to an open database with its heads in memory.

use std::path::Path;
use std::sync::Arc;

use super::engine::Engine;
use super::heads::Heads;
use super::meta::{self, Meta};
use super::{DbError, KeyCheck, StoreOptions, folder, kept_copy, load, migrations};

/// Opens the database, makes it if there is none, brings its schema forward and reads the heads.
/// One that is not to be opened is left as it was, and shut.
///
/// # Errors
/// Those that say why it does not open, each with what to do.
pub(super) async fn open(
    options: &StoreOptions,
    key_check: &KeyCheck,
) -> Result<(Arc<Engine>, Heads), DbError> {
    let (engine, meta) = open_engine(options, key_check).await?;
    match load::heads(&engine, &meta).await {
        Ok(heads) => Ok((engine, heads)),
        Err(error) => {
            engine.shut_down().await;
            Err(error)
        }
    }
}

/// As [`open`], without the heads.
///
/// # Errors
/// As [`open`].
pub(super) async fn open_engine(
    options: &StoreOptions,
    key_check: &KeyCheck,
) -> Result<(Arc<Engine>, Meta), DbError> {
    if let Some(path) = options.folder() {
        folder::prepare(path)?;
    }
    let (engine, meta) = open_prepared(options, key_check).await?;
    if !engine.was_log_rotated()? {
        return Ok((engine, meta));
    }
    // What brought the schema forward filled a write buffer, and is not sure to be on disk.
    if !engine.shut_down().await {
        return Err(DbError::Retryable("the database did not shut down cleanly".into()));
    }
    open_prepared(options, key_check).await
}

async fn open_prepared(
    options: &StoreOptions,
    key_check: &KeyCheck,
) -> Result<(Arc<Engine>, Meta), DbError> {
    let (engine, meta) = open_checked(options, key_check).await?;
    let is_old = 0 < meta.schema && meta.schema < migrations::NEWEST;
    let (engine, mut meta) = match options.folder().filter(|_| is_old) {
        None => (engine, meta),
        Some(folder) => {
            keep_copy(engine, folder, &meta).await?;
            open_checked(options, key_check).await?
        }
    };
    match prepare(&engine, &mut meta).await {
        Ok(()) => Ok((engine, meta)),
        Err(error) => {
            engine.shut_down().await;
            Err(error)
        }
    }
}

/// Copies a database that is to be upgraded, after it was closed.
async fn keep_copy(engine: Arc<Engine>, folder: &Path, meta: &Meta) -> Result<(), DbError> {
    if !engine.shut_down().await {
        return Err(DbError::Retryable("the database did not shut down cleanly".into()));
    }
    let (folder, commit) = (folder.to_owned(), meta.commit());
    let copying =
        tokio::task::spawn_blocking(move || kept_copy::keep(&folder, migrations::NEWEST, commit));
    copying.await.map_err(|error| DbError::Unusable(error.to_string()))?
}

/// Opens a database that is ours, or new, as it is.
async fn open_checked(
    options: &StoreOptions,
    key_check: &KeyCheck,
) -> Result<(Arc<Engine>, Meta), DbError> {
    let engine = Engine::open(options).await?;
    match find_meta(&engine, key_check).await {
        Ok(meta) => Ok((engine, meta)),
        Err(error) => {
            engine.shut_down().await;
            Err(error)
        }
    }
}

async fn find_meta(engine: &Engine, key_check: &KeyCheck) -> Result<Meta, DbError> {
    let meta = match meta::find_schema(engine).await? {
        None => Meta::new(&key_check.current),
        Some(found) if found > migrations::NEWEST => {
            return Err(DbError::TooNew { found, known: migrations::NEWEST });
        }
        Some(_) => meta::get(engine).await?,
    };
    if meta.key_check.as_ref() != key_check.current {
        return Err(DbError::WrongKey);
    }
    Ok(meta)
}

async fn prepare(engine: &Engine, meta: &mut Meta) -> Result<(), DbError> {
    engine.start().await?;
    migrations::apply(engine, meta).await?;
    engine.begin(meta).await
}
