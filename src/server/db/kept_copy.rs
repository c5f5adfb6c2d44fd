//! The copies that are kept of a database as it was before an upgrade, so that the older version can be
//! run on it again.
//!
//! A copy is `backups/before-schema-<the newer one>-…` beside the database: its folder as it is, closed,
//! and nothing else. It appears with its name only once it is whole and on disk. Its name also says at
//! which commit it was made, as migrations make none: an upgrade that was interrupted finds the copy that
//! it made, and does not take what is half-way for what was before.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::DbError;
use crate::domain::CommitNumber;

const FOLDER: &str = "backups";
const BEGINNING: &str = "before-schema-";
const UNFINISHED: &str = ".partial";
/// So many are kept.
const KEPT: usize = 2;

/// Copies the database in this folder, which nobody has open, before it is brought forward to `schema`.
/// Older copies but one are deleted.
///
/// # Errors
/// [`DbError::Unusable`] with a sentence that says what to do; what was copied so far is gone then.
pub(super) fn keep(database: &Path, schema: u32, commit: CommitNumber) -> Result<(), DbError> {
    let folder = folder(database);
    keep_in(&folder, database, schema, commit).map_err(|error| explain(&folder, &error))
}

/// Where the copies of this database are.
pub(super) fn folder(database: &Path) -> PathBuf {
    database.parent().unwrap_or(Path::new("")).join(FOLDER)
}

fn keep_in(folder: &Path, database: &Path, schema: u32, commit: CommitNumber) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let (whole, unfinished): (Vec<_>, Vec<_>) =
        list(folder)?.into_iter().partition(|name| !name.ends_with(UNFINISHED));
    for name in unfinished {
        fs::remove_dir_all(folder.join(name))?;
    }
    let at = format!("-commit-{}", commit.0);
    if let Some(name) = whole.iter().find(|name| name.ends_with(&at)) {
        tracing::info!(%name, "the copy from before this upgrade is there already");
        return Ok(());
    }
    let time = jiff::Timestamp::now().strftime("%Y%m%dT%H%M%SZ");
    let name = format!("{BEGINNING}{schema}-{time}{at}");
    tracing::info!(%name, "copying the database before it is upgraded");
    let draft = folder.join(format!("{name}{UNFINISHED}"));
    let copied = copy(database, &draft).and_then(|()| fs::rename(&draft, folder.join(&name)));
    if let Err(error) = copied.and_then(|()| sync_folder(folder)) {
        let _ = fs::remove_dir_all(&draft);
        return Err(error);
    }
    if let Some(above) = folder.parent() {
        sync_folder(above)?;
    }
    let mut by_age = whole;
    by_age.sort_by_key(|name| fs::metadata(folder.join(name)).and_then(|it| it.modified()).ok());
    let too_many = (by_age.len() + 1).saturating_sub(KEPT);
    by_age.into_iter().take(too_many).try_for_each(|name| fs::remove_dir_all(folder.join(name)))
}

/// The names of copies, whole or not.
fn list(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = vec![];
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(Some(name).filter(|name| name.starts_with(BEGINNING)));
    }
    Ok(names)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &copied)?;
        } else {
            fs::copy(entry.path(), &copied)?;
            File::open(copied)?.sync_all()?;
        }
    }
    sync_folder(to)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

fn explain(folder: &Path, error: &io::Error) -> DbError {
    let advice = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "make room for it (as much as the database takes)"
        }
        _ => "see the cause",
    };
    DbError::Unusable(format!(
        "before an upgrade the database is copied to {}, and that failed: {advice}, then start again; \
         the database was not changed ({error})",
        folder.display()
    ))
}
