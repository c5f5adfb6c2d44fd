//! Where the socket is.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tokio::net::UnixStream;

/// Its name in the data folder.
pub const SOCKET: &str = "admin.sock";
/// What an address holds everywhere: 108 bytes on Linux, 104 elsewhere, with a zero at the end.
const PATH_MAX_BYTES: usize = 103;

/// The address of a socket in a folder, however long the way to that is. Good for as long as this
/// lives.
#[derive(Debug)]
pub struct Place {
    address: PathBuf,
    /// Open, as the address goes through it.
    _folder: Option<File>,
}

impl Place {
    /// The place of this name in a folder that is there.
    ///
    /// # Errors
    /// The folder cannot be opened, or its path is too long on a system without /proc.
    pub fn find(folder: &Path, name: &str) -> io::Result<Self> {
        let path = folder.join(name);
        if path.as_os_str().len() <= PATH_MAX_BYTES {
            return Ok(Self { address: path, _folder: None });
        }
        Self::by_handle(folder, name)
    }

    #[cfg(target_os = "linux")]
    fn by_handle(folder: &Path, name: &str) -> io::Result<Self> {
        use std::os::fd::AsRawFd;
        let open = File::open(folder)?;
        let address = format!("/proc/self/fd/{}/{name}", open.as_raw_fd()).into();
        Ok(Self { address, _folder: Some(open) })
    }

    #[cfg(not(target_os = "linux"))]
    fn by_handle(folder: &Path, _name: &str) -> io::Result<Self> {
        let long = format!("the path of {} is too long for a socket", folder.display());
        Err(io::Error::new(io::ErrorKind::InvalidInput, long))
    }

    /// What to bind or to connect to.
    pub fn address(&self) -> &Path {
        &self.address
    }
}

/// The user that this program runs as.
///
/// # Errors
/// No socket can be made.
pub fn own_uid() -> io::Result<u32> {
    let (here, _there) = UnixStream::pair()?;
    Ok(here.peer_cred()?.uid())
}
