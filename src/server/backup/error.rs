//! Why a backup was not made, or not restored.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::server::db::DbError;
use crate::server::settings::SecretsError;

/// Each text is a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("This is not a backup of Natter's.")]
    NotABackup,
    #[error(
        "This backup was made by a newer version of Natter: restore it with that version or a newer one."
    )]
    TooNew,
    #[error("This is not the passphrase that the backup was sealed with.")]
    WrongPassphrase,
    #[error("This is not the key that the backup was sealed with.")]
    WrongKey,
    #[error(
        "The backup is sealed with a passphrase, not with a key: give it with --passphrase-file."
    )]
    NeedsPassphrase,
    #[error("The backup is sealed with a key, not with a passphrase: give it with --key-file.")]
    NeedsKey,
    #[error("The backup is cut short, its end is missing: take another copy of it.")]
    CutShort,
    #[error("The backup is cut short, or its end is damaged: take another copy of it.")]
    CutShortOrDamaged,
    #[error("The backup is damaged or was altered: take another copy of it.")]
    Damaged,
    #[error("What came out of the backup is not what went in ({0}): take another one.")]
    Unlike(String),
    #[error("{} is there already: choose another name, or replace it with --force.", .0.display())]
    FileExists(PathBuf),
    #[error(
        "{} is not empty: a backup is restored into a new or an empty folder only. Nothing was changed.",
        .0.display()
    )]
    FolderInUse(PathBuf),
    #[error("There is no database in {}.", .0.display())]
    NoDatabase(PathBuf),
    #[error("The disk is full: make room, then try again. Nothing was changed.")]
    DiskFull,
    #[error("{} {advice} ({cause}).", path.display())]
    File { path: PathBuf, advice: &'static str, cause: io::Error },
    #[error("The connection to the server ended too early: look at its log, then try again.")]
    Disconnected,
    /// It can be begun anew at once.
    #[error("The server has trouble with its database: see its log, or try again.")]
    Interrupted,
    /// What the server says.
    #[error("The server could not read its database: {0}.")]
    Failed(String),
    #[error("The database: {0}.")]
    Db(#[from] DbError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
}

impl BackupError {
    /// Something went wrong with this file or folder.
    pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Self + '_ {
        move |cause| {
            let advice = match cause.kind() {
                ErrorKind::NotFound => "is not there",
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                    "is on a full disk: make room, then try again"
                }
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    "cannot be used by this user: choose another place, or give the user the right"
                }
                _ => "cannot be used",
            };
            Self::File { path: path.to_owned(), advice, cause }
        }
    }
}
