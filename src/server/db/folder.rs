//! Whether a data folder can be written, asked before the storage engine is: it would answer in
//! words that help nobody, or after a long wait.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::DbError;

/// Enough to notice a full disk: what the engine writes to begin with is smaller.
const PROBE_BYTES: usize = 256 * 1024;

/// Makes the folder if it is missing and writes a little to it, durably.
///
/// # Errors
/// [`DbError::Unusable`] with a sentence that says what to do.
pub(super) fn prepare(folder: &Path) -> Result<(), DbError> {
    make(folder).and_then(|()| probe(folder)).map_err(|error| explain(folder, &error))
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!(".probe-{}", uuid::Uuid::new_v4().simple()));
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(&vec![0; PROBE_BYTES])?;
        file.sync_all()
    });
    let removed = fs::remove_file(&path);
    written.and(removed)
}

fn explain(folder: &Path, error: &io::Error) -> DbError {
    let advice = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "cannot be written: give it to the user that runs Natter, or choose another data folder"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "is on a full disk: make room, then start again"
        }
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "is not a folder: move the file that has this name, or choose another data folder"
        }
        _ => "cannot be used: see the cause, or choose another data folder",
    };
    DbError::Unusable(format!("the data folder {} {advice} ({error})", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_made_for_its_owner_alone_and_left_as_empty_as_it_was() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("a/b");
        prepare(&folder).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
    }

    #[test]
    fn a_file_in_the_folders_place_is_named() {
        let above = tempfile::tempdir().unwrap();
        let path = above.path().join("data");
        fs::write(&path, "").unwrap();
        for folder in [path.clone(), path.join("below")] {
            let text = prepare(&folder).unwrap_err().to_string();
            assert!(text.contains("is not a folder"), "{text}");
            assert!(text.contains(&folder.display().to_string()), "{text}");
        }
    }

    #[test]
    fn a_full_disk_and_a_forbidden_folder_say_what_to_do() {
        let text = |kind: ErrorKind| explain(Path::new("/srv"), &kind.into()).to_string();
        assert!(text(ErrorKind::StorageFull).contains("make room"));
        assert!(text(ErrorKind::PermissionDenied).contains("give it to the user"));
        assert!(text(ErrorKind::ReadOnlyFilesystem).contains("choose another data folder"));
    }
}
