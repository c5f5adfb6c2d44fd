//! What the readers and the writer share.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::sync::watch;

use super::DbError;
use super::engine::Engine;
use super::heads::Heads;

/// How long a read waits for a database that is being opened again.
const WAIT_AT_MOST: Duration = Duration::from_secs(3);

/// The heads, and the database while it is open. Only the writer changes either.
pub(super) struct Shared {
    heads: RwLock<Heads>,
    door: watch::Sender<Door>,
}

#[derive(Clone)]
enum Door {
    Open(Arc<Engine>),
    /// For a moment.
    Shut,
    Closed,
}

impl Shared {
    pub fn new(engine: Arc<Engine>, heads: Heads) -> Self {
        Self { heads: RwLock::new(heads), door: watch::Sender::new(Door::Open(engine)) }
    }

    /// For a moment, without waiting for anything meanwhile.
    pub fn heads(&self) -> RwLockReadGuard<'_, Heads> {
        self.heads.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// For the writer, after a commit.
    pub fn heads_mut(&self) -> RwLockWriteGuard<'_, Heads> {
        self.heads.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The database; waits a little while it is being opened again.
    ///
    /// # Errors
    /// [`DbError::Retryable`] if that takes long, or for good once it is closed.
    pub async fn engine(&self) -> Result<Arc<Engine>, DbError> {
        let mut door = self.door.subscribe();
        let waiting = door.wait_for(|door| !matches!(door, Door::Shut));
        let refuse = |why: &str| Err(DbError::Retryable(why.into()));
        match tokio::time::timeout(WAIT_AT_MOST, waiting).await {
            Ok(Ok(door)) => match &*door {
                Door::Open(engine) => Ok(engine.clone()),
                Door::Shut | Door::Closed => refuse("the database is closed"),
            },
            Ok(Err(_)) => refuse("the database is closed"),
            Err(_) => refuse("the database is being opened again"),
        }
    }

    /// For the writer: from now on nobody gets at the database, until [`Shared::open`].
    pub fn shut(&self) -> Option<Arc<Engine>> {
        match self.door.send_replace(Door::Shut) {
            Door::Open(engine) => Some(engine),
            Door::Shut | Door::Closed => None,
        }
    }

    /// For the writer: the database was opened again.
    pub fn open(&self, engine: Arc<Engine>) {
        self.door.send_replace(Door::Open(engine));
    }

    /// For the writer: from now on nobody gets at the database.
    pub fn close(&self) -> Option<Arc<Engine>> {
        match self.door.send_replace(Door::Closed) {
            Door::Open(engine) => Some(engine),
            Door::Shut | Door::Closed => None,
        }
    }
}
