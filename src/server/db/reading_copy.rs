//! A copy of the database for somebody to read in peace, made in a moment.
//!
//! A closed database is tables that never change, and a few small files. So the copy has links to the
//! tables, and costs next to nothing, whatever the size of the database; where there can be no links the
//! tables are copied. The engine takes the two for two databases, and each deletes its own links.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::{StoreOptions, kept_copy};

/// The folder of tables in a database; what is in it is written once.
const TABLES: &str = "sstables";
const BEGINNING: &str = ".reading-";
/// For reading everything once.
const MEMORY_MIB: u32 = 32;

/// The copy. Dropping it deletes it.
pub(super) struct ReadingCopy {
    folder: PathBuf,
}

impl ReadingCopy {
    /// Of a database that nobody has open now.
    ///
    /// # Errors
    /// There is no room for it; nothing is left of it then.
    pub fn make(database: &Path) -> io::Result<Self> {
        let name = format!("{BEGINNING}{}", uuid::Uuid::new_v4().simple());
        let folder = kept_copy::folder(database).join(name);
        let copy = Self { folder };
        link(database, &copy.folder, false)?;
        Ok(copy)
    }

    /// What it is opened with.
    pub fn options(&self) -> StoreOptions {
        let url = format!("surrealkv://{}", self.folder.display());
        StoreOptions { url, memory_mib: MEMORY_MIB }
    }

    /// Deletes what a server left that was killed. The database is open, so that no other one runs.
    pub fn clear(database: &Path) {
        let Ok(entries) = fs::read_dir(kept_copy::folder(database)) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(BEGINNING) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

impl Drop for ReadingCopy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn link(from: &Path, to: &Path, are_tables: bool) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            link(&path, &copied, entry.file_name() == TABLES)?;
        } else if !are_tables || fs::hard_link(&path, &copied).is_err() {
            fs::copy(path, copied)?;
        }
    }
    Ok(())
}
