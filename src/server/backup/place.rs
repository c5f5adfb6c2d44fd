//! Where something is restored: apart first, in its place once it is whole.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::BackupError;

/// What a new file system has in its root.
const NO_MATTER: &str = "lost+found";

/// A folder that is yet to be, and the one beside or within it where it comes about. Dropping it deletes
/// the latter.
pub(super) struct Place {
    folder: PathBuf,
    scratch: PathBuf,
    /// The folder is there, and empty; it may be a mount, which cannot be replaced.
    is_within: bool,
}

impl Place {
    /// Takes a place that is new or empty.
    ///
    /// # Errors
    /// [`BackupError::FolderInUse`].
    pub fn take(folder: &Path) -> Result<Self, BackupError> {
        let is_within = match fs::read_dir(folder) {
            Ok(entries) => {
                let mut names = entries.map(|entry| entry.map(|entry| entry.file_name()));
                if names.any(|name| name.map_or(true, |name| name != NO_MATTER)) {
                    return Err(BackupError::FolderInUse(folder.to_owned()));
                }
                true
            }
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                return Err(BackupError::FolderInUse(folder.to_owned()));
            }
            Err(error) => return Err(BackupError::at(folder)(error)),
        };
        let name = format!(".restoring-{}", uuid::Uuid::new_v4().simple());
        let above = if is_within { folder } else { above(folder) };
        let scratch = above.join(name);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&scratch)
            .map_err(BackupError::at(&scratch))?;
        Ok(Self { folder: folder.to_owned(), scratch, is_within })
    }

    /// Where it comes about.
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Gives what has come about its place, once all of it is on disk. The entries of an empty folder
    /// appear in this order: the last makes it complete.
    ///
    /// # Errors
    /// If it cannot be brought there.
    pub fn fill(self, entries: &[&str]) -> Result<(), BackupError> {
        let filled = || {
            sync(&self.scratch)?;
            if self.is_within {
                for entry in entries {
                    fs::rename(self.scratch.join(entry), self.folder.join(entry))?;
                    File::open(&self.folder)?.sync_all()?;
                }
                return Ok(());
            }
            fs::rename(&self.scratch, &self.folder)?;
            File::open(above(&self.folder))?.sync_all()
        };
        filled().map_err(BackupError::at(&self.folder))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

fn above(folder: &Path) -> &Path {
    folder.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync(&path)?;
        } else {
            File::open(path)?.sync_all()?;
        }
    }
    File::open(folder)?.sync_all()
}
