//! The storage engine's write-ahead log, seen from outside.
//!
//! What is on disk after a commit is the log; tables are written when the write buffer is full. The
//! engine (surrealkv 0.21.4) has a gap there: the commit that finds the buffer full is written to
//! the old log, then the log is rotated, then the commit is put into the new buffer. Once the old
//! buffer is a table the old log is deleted, and that one commit is nowhere on disk until the new
//! buffer is full in its turn: a crash before that loses it, acknowledged or not. Recovery has a
//! like gap where a log does not fit one buffer, and goes on writing to a log whose end may be torn.
//!
//! So what was committed when the log was rotated is committed once more, before it is acknowledged:
//! then it is in the new log too. (The old one is synced before there is a new one, and recovery makes
//! a buffer of each.) What is no better for being repeated is brought to disk by a clean shutdown,
//! which has no gap: it makes tables of all buffers and deletes the logs. And a log that a crash has
//! left is recovered with a larger buffer, then shut down, then opened.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// See the module.
#[derive(Clone)]
pub(super) struct StorageLog {
    folder: PathBuf,
}

impl StorageLog {
    /// Of the database in this folder.
    pub fn of(database: &Path) -> Self {
        Self { folder: database.join("wal") }
    }

    /// Whether there is nothing to recover: no database, or one that was shut down cleanly.
    pub fn is_empty(&self) -> io::Result<bool> {
        Ok(self.segments()?.iter().all(|segment| segment.bytes == 0))
    }

    /// Whether the file of this number is not the one that is written any more: asked after every
    /// commit, and quicker answered than by [`Self::newest`].
    pub fn goes_beyond(&self, number: u64) -> io::Result<bool> {
        let exists = |number| self.folder.join(format!("{number:020}.wal")).try_exists();
        Ok(exists(number + 1)? || !exists(number)?)
    }

    /// The number of the file that is written now. It rises when the log is rotated.
    pub fn newest(&self) -> io::Result<u64> {
        Ok(self.segments()?.iter().map(|segment| segment.number).max().unwrap_or(0))
    }

    fn segments(&self) -> io::Result<Vec<Segment>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(error),
        };
        let mut segments = vec![];
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let number = name.to_str().and_then(|name| name.strip_suffix(".wal")?.parse().ok());
            // The engine deletes old ones in its own time.
            let bytes = entry.metadata().map_or(0, |metadata| metadata.len());
            segments.extend(number.map(|number| Segment { number, bytes }));
        }
        Ok(segments)
    }
}

struct Segment {
    number: u64,
    bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_file_and_whether_anything_is_in_it_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let log = StorageLog::of(folder.path());
        assert!(log.is_empty().unwrap());
        assert_eq!(log.newest().unwrap(), 0);
        fs::create_dir(folder.path().join("wal")).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join("wal").join(name), text);
        write("00000000000000000009.wal", "").unwrap();
        write("other", "x").unwrap();
        assert!(log.is_empty().unwrap());
        write("00000000000000000010.wal", "x").unwrap();
        assert!(!log.is_empty().unwrap());
        assert_eq!(log.newest().unwrap(), 10);
        assert!(log.goes_beyond(9).unwrap());
        assert!(!log.goes_beyond(10).unwrap());
        assert!(log.goes_beyond(3).unwrap(), "both files may be gone already");
    }
}
