//! What can go wrong with the database; each text says what to do.

use std::path::PathBuf;

use crate::domain::Field;

/// Why the database refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Somebody has it already.
    #[error("{0:?} is taken")]
    Taken(Field),
    /// There is no such row, or none that this could be done to.
    #[error("not found")]
    NotFound,
    /// What was to allow it is unknown, used up or expired.
    #[error("the code is not good any more")]
    Spent,
    /// It was not confirmed. It may have happened all the same, so what is tried again must be
    /// safe to repeat; messages are, by their client id.
    #[error("the database did not confirm ({0}); trying again is safe")]
    Retryable(String),
    #[error(
        "this master key is not the one that the database was made with: start with that key, or \
         choose another data folder; nothing was changed"
    )]
    WrongKey,
    #[error(
        "the database was written by a newer version of Natter (schema {found}, this one knows \
         up to {known}): start that version or a newer one; nothing was changed"
    )]
    TooNew { found: u32, known: u32 },
    #[error(
        "the database in {0} is in use by another process: stop that one, or choose another data \
         folder"
    )]
    Locked(PathBuf),
    /// It does not open, or holds what cannot be read; the text says what to do.
    #[error("{0}")]
    Unusable(String),
}
