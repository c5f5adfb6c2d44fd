//! The server's side of a backup: everything, part by part, to whoever makes the file.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::manifest::{SECRET, TABLE};
use super::{BackupError, Header, Part, Sums};
use crate::server::db::{DbError, Piece, Pieces, Store, read_closed};
use crate::server::seal::Keyring;
use crate::server::settings::{Secrets, Settings};

/// Whoever takes nothing for so long is not waited for: meanwhile old versions of rows are kept.
const TAKEN_WITHIN: Duration = Duration::from_secs(60);

/// Sends all of it, at the pace at which it is taken. What goes wrong with the database is sent, too.
///
/// # Errors
/// If nobody takes it.
pub async fn send(
    pieces: &mut Pieces,
    secrets: &Secrets,
    output: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    let mut sending = Sending { output, sums: Sums::default() };
    loop {
        let parts = match pieces.next().await {
            Ok(Piece::Cut(cut)) => {
                let mut parts = vec![Part::Header(Header::new(&cut))];
                for (name, bytes) in secrets.to_files() {
                    parts.extend([Part::Section(format!("{SECRET}{name}")), Part::Item(bytes)]);
                }
                parts
            }
            Ok(Piece::Table(name)) => vec![Part::Section(format!("{TABLE}{name}"))],
            Ok(Piece::Rows(rows)) => rows.into_iter().map(Part::Item).collect(),
            Ok(Piece::End) => {
                let manifest = std::mem::take(&mut sending.sums).finish();
                return sending.say(&[Part::Manifest(manifest)]).await;
            }
            Err(DbError::Retryable(cause)) => {
                tracing::warn!(%cause, "a backup was interrupted");
                return sending.say(&[Part::Interrupted]).await;
            }
            Err(error) => {
                tracing::error!(%error, "a backup failed");
                return sending.say(&[Part::Failed(error.to_string())]).await;
            }
        };
        sending.say(&parts).await?;
    }
}

/// Everything that a running server has. All that was acknowledged before is in it.
///
/// # Errors
/// If nobody takes it.
pub async fn send_live(
    store: &Store,
    settings: &Settings,
    output: impl AsyncWrite + Unpin,
) -> io::Result<()> {
    let read = async {
        // They are not kept in memory for this.
        let secrets = Secrets::load(settings)?;
        Ok((store.read_all().await?, secrets))
    };
    match read.await {
        Ok((mut pieces, secrets)) => {
            let sent = send(&mut pieces, &secrets, output).await;
            if let Err(error) = pieces.close().await {
                tracing::warn!(%error, "what was read for a backup was not closed");
            }
            sent
        }
        Err(error) => refuse(&error, output).await,
    }
}

/// Everything in a data folder where no server runs.
///
/// # Errors
/// Why it cannot be read; what happens from then on is sent.
pub async fn send_closed(
    settings: &Settings,
    output: impl AsyncWrite + Unpin,
) -> Result<(), BackupError> {
    let folder = settings.database_folder();
    let is_there = |folder: &PathBuf| {
        std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
    };
    // Secrets are made where there are none, and so is a database.
    if !folder.as_ref().is_some_and(is_there) {
        return Err(BackupError::NoDatabase(settings.data.clone()));
    }
    let secrets = Secrets::load(settings)?;
    let key_check = Keyring::from_master(&secrets.master_key).key_check();
    let mut pieces = read_closed(&settings.store_options(), &key_check).await?;
    // Whoever takes it says why they do not.
    let _ = send(&mut pieces, &secrets, output).await;
    Ok(pieces.close().await?)
}

async fn refuse(error: &BackupError, output: impl AsyncWrite + Unpin) -> io::Result<()> {
    tracing::error!(%error, "a backup failed");
    let part = match error {
        BackupError::Db(DbError::Retryable(_)) => Part::Interrupted,
        error => Part::Failed(error.to_string()),
    };
    Sending { output, sums: Sums::default() }.say(&[part]).await
}

struct Sending<W> {
    output: W,
    sums: Sums,
}

impl<W: AsyncWrite + Unpin> Sending<W> {
    async fn say(&mut self, parts: &[Part]) -> io::Result<()> {
        let mut bytes = vec![];
        for part in parts {
            self.sums.add(part);
            bytes.extend(part.to_bytes());
        }
        let written = async {
            self.output.write_all(&bytes).await?;
            self.output.flush().await
        };
        timeout(TAKEN_WITHIN, written).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }
}
