//! A file that is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::BackupError;

/// The file while it is written, under another name beside its own. Dropping it deletes it.
pub(super) struct Draft {
    draft: PathBuf,
    path: PathBuf,
    replaces: bool,
    is_kept: bool,
}

impl Draft {
    /// Begins a file that only its owner can read. One that was begun and left is replaced.
    ///
    /// # Errors
    /// [`BackupError::FileExists`] unless it `replaces` what is there.
    pub fn create(path: &Path, replaces: bool) -> Result<(Self, BufWriter<File>), BackupError> {
        refuse_existing(path, replaces)?;
        let mut name = path.as_os_str().to_owned();
        name.push(".partial");
        let draft = PathBuf::from(name);
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(BackupError::at(&draft)(error));
            }
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft);
        let file = file.map_err(BackupError::at(&draft))?;
        let file = BufWriter::with_capacity(256 * 1024, file);
        Ok((Self { draft, path: path.to_owned(), replaces, is_kept: false }, file))
    }

    /// Gives it its name, once all of it is on disk. Its size in bytes.
    ///
    /// # Errors
    /// If it cannot be brought there.
    pub fn keep(mut self, mut file: BufWriter<File>) -> Result<u64, BackupError> {
        let mut sync = || {
            file.flush()?;
            file.get_ref().sync_all()?;
            Ok(file.get_ref().metadata()?.len())
        };
        let bytes = sync().map_err(BackupError::at(&self.draft))?;
        refuse_existing(&self.path, self.replaces)?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        fs::rename(&self.draft, &self.path)
            .and_then(|()| File::open(folder.unwrap_or(Path::new(".")))?.sync_all())
            .map_err(BackupError::at(&self.path))?;
        self.is_kept = true;
        Ok(bytes)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = fs::remove_file(&self.draft);
        }
    }
}

fn refuse_existing(path: &Path, replaces: bool) -> Result<(), BackupError> {
    match fs::symlink_metadata(path) {
        Ok(found) if !replaces || found.is_dir() => Err(BackupError::FileExists(path.to_owned())),
        _ => Ok(()),
    }
}
