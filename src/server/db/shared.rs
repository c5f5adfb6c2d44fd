//! What the readers and the writer share.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use super::DbError;
use super::engine::Engine;
use super::heads::Heads;
use crate::domain::UnixMillis;

/// The heads, and the database while it is open. Only the writer changes either.
pub(super) struct Shared {
    heads: RwLock<Heads>,
    engine: RwLock<Option<Arc<Engine>>>,
}

impl Shared {
    pub fn new(engine: Engine, heads: Heads) -> Self {
        Self { heads: RwLock::new(heads), engine: RwLock::new(Some(Arc::new(engine))) }
    }

    /// For a moment, without waiting for anything meanwhile.
    pub fn heads(&self) -> RwLockReadGuard<'_, Heads> {
        self.heads.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For the writer, after a commit.
    pub fn heads_mut(&self) -> RwLockWriteGuard<'_, Heads> {
        self.heads.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// # Errors
    /// [`DbError::Retryable`] while the database is being opened again, or for good once it is
    /// closed.
    pub fn engine(&self) -> Result<Arc<Engine>, DbError> {
        let engine = self.engine.read().unwrap_or_else(PoisonError::into_inner);
        engine.clone().ok_or_else(|| DbError::Retryable("the database is not open".into()))
    }

    /// For the writer: from now on nobody gets at the database.
    pub fn take_engine(&self) -> Option<Arc<Engine>> {
        self.engine.write().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// For the writer: the database was opened again.
    pub fn replace(&self, engine: Engine, heads: Heads) {
        *self.heads_mut() = heads;
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(engine));
    }
}

/// This instant, by the server's clock.
pub(super) fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
