//! The socket itself: made for its owner alone, replaced where it is stale, removed at the end.

use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;

use super::place::{Place, SOCKET, own_uid};
use super::{Office, connection};

/// How many may ask at once; further ones wait.
const CONNECTIONS_MAX: usize = 16;
/// How long it waits after it could not take a connection.
const PAUSE: Duration = Duration::from_millis(200);

/// The open socket. Dropping it removes it.
pub(super) struct AdminSocket {
    listener: UnixListener,
    path: PathBuf,
    own_uid: u32,
}

impl AdminSocket {
    /// Makes the socket in the data folder. One that was left behind is replaced, one at which
    /// somebody listens is not. Nobody but its owner can open it at any time.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(SOCKET);
        refuse_what_is_in_use(folder, &path).await?;
        let own_uid = own_uid()?;
        // It is born in a folder that nobody else can enter: between its birth and the change of its
        // mode it has the one that the umask leaves it.
        let mark = &uuid::Uuid::new_v4().simple().to_string()[..8];
        let nest = folder.join(format!(".admin-{mark}"));
        DirBuilder::new().mode(0o700).create(&nest)?;
        let made = bind(&nest, &path);
        let _ = fs::remove_file(nest.join(NESTLING));
        let _ = fs::remove_dir(&nest);
        Ok(Self { listener: made?, path, own_uid })
    }

    /// Answers whoever asks, until the server stops.
    pub async fn serve(self, office: Office) {
        let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let stopping = office.app.stopping.clone();
        loop {
            let accepted = async {
                let slot = slots.clone().acquire_owned().await;
                (slot, self.listener.accept().await)
            };
            let (slot, stream) = tokio::select! {
                () = stopping.cancelled() => return,
                (slot, accepted) = accepted => match accepted {
                    Ok((stream, _)) => (slot, stream),
                    Err(error) => {
                        tracing::warn!(%error, "natter admin was not heard");
                        sleep(PAUSE).await;
                        continue;
                    }
                },
            };
            let (office, own_uid) = (office.clone(), self.own_uid);
            tokio::spawn(async move {
                connection::answer(&office, stream, own_uid).await;
                drop(slot);
            });
        }
    }
}

impl Drop for AdminSocket {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The socket's name in its first folder.
const NESTLING: &str = "s";

fn bind(nest: &Path, path: &Path) -> io::Result<UnixListener> {
    let place = Place::find(nest, NESTLING)?;
    let listener = UnixListener::bind(place.address())?;
    let born = nest.join(NESTLING);
    fs::set_permissions(&born, Permissions::from_mode(0o600))?;
    fs::rename(born, path)?;
    Ok(listener)
}

async fn refuse_what_is_in_use(folder: &Path, path: &Path) -> io::Result<()> {
    let refuse = |why: &str| {
        let text = format!("{} {why}", path.display());
        Err(io::Error::new(ErrorKind::AddrInUse, text))
    };
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.file_type().is_socket() => {
            return refuse("is not a socket: move it away and start again");
        }
        Ok(_) => {}
    }
    let place = Place::find(folder, SOCKET)?;
    match UnixStream::connect(place.address()).await {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(_) => refuse("belongs to another server that runs"),
    }
}
