//! Files that hold a secret: readable by nobody else, there whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

/// What the file holds. Says in the log if others on the machine could read it, too.
pub(super) fn read_key_file(path: &Path) -> io::Result<Zeroizing<String>> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
        tracing::warn!(path = %path.display(), "others on this machine can read this secret");
    }
    Ok(text)
}

/// Makes the folder with mode 0700; one that is there stays as it is.
pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes `text` to a new file of mode 0600 in `folder`, which is made with mode 0700 if need be,
/// and sees to it that both survive a power cut. If another process was faster, what it wrote is
/// returned in place of `text`.
pub(super) fn create_key_file(
    folder: &Path,
    path: &Path,
    text: &str,
) -> io::Result<Zeroizing<String>> {
    make_private_folder(folder)?;
    // Written beside and then linked: the name appears at once with all that is in it, and a link
    // never replaces a file.
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let linked = write_durably(&draft, text).and_then(|()| fs::hard_link(&draft, path));
    let _ = fs::remove_file(&draft);
    match linked {
        Ok(()) => {
            File::open(folder)?.sync_all()?;
            Ok(Zeroizing::new(text.to_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.exists() => {
            read_key_file(path).map(|text| Zeroizing::new(text.trim().to_owned()))
        }
        Err(error) => Err(error),
    }
}

fn write_durably(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    // The mode above is narrowed by the umask, never widened; this makes it exact.
    file.set_permissions(Permissions::from_mode(0o600))?;
    writeln!(file, "{text}")?;
    file.sync_all()
}
