//! The zip file, written off the async threads.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::server::Error;

/// So many pieces wait to be compressed before whoever makes them waits, too.
const PIECES_MAX: usize = 4;

/// A zip file in the making. Dropping it ends the work.
pub(super) struct Archive {
    pieces: mpsc::Sender<Piece>,
    written: JoinHandle<Result<File, String>>,
}

enum Piece {
    Begin(String),
    Bytes(Vec<u8>),
    End,
}

impl Archive {
    /// # Errors
    /// Where no file can be made.
    pub fn begin(folder: &Path) -> Result<Self, Error> {
        let file = nameless_file(folder).map_err(|error| failed(&error))?;
        let (pieces, made) = mpsc::channel(PIECES_MAX);
        let written = spawn_blocking(move || write_pieces(file, made));
        Ok(Self { pieces, written })
    }

    /// What is written next belongs to a file of this name.
    pub async fn begin_file(&mut self, name: &str) -> Result<(), Error> {
        self.send(Piece::Begin(name.to_owned())).await
    }

    pub async fn write(&mut self, bytes: Vec<u8>) -> Result<(), Error> {
        self.send(Piece::Bytes(bytes)).await
    }

    /// A whole file.
    pub async fn add_file(&mut self, name: &str, content: &impl Serialize) -> Result<(), Error> {
        self.begin_file(name).await?;
        self.write(serde_json::to_vec_pretty(content).map_err(|error| failed(&error))?).await
    }

    /// The file, from its beginning.
    ///
    /// # Errors
    /// Why it could not be written; a full disk, for example.
    pub async fn finish(self) -> Result<File, Error> {
        // Where the writer has stopped it says why.
        let _ = self.pieces.send(Piece::End).await;
        let written = self.written.await.map_err(|error| failed(&error))?;
        written.map_err(|why| failed(&why))
    }

    async fn send(&mut self, piece: Piece) -> Result<(), Error> {
        if self.pieces.send(piece).await.is_ok() {
            return Ok(());
        }
        let written = (&mut self.written).await.map_err(|error| failed(&error))?;
        Err(failed(&written.err().unwrap_or_default()))
    }
}

/// On disk, readable by its owner alone, and without a name as soon as it is open: nothing is left of
/// it whatever happens. Beside the data, as what lies in the system's folder for such files may be
/// memory; there only where nothing is kept.
fn nameless_file(folder: &Path) -> std::io::Result<File> {
    let folder = if folder.is_dir() { folder.to_owned() } else { std::env::temp_dir() };
    let path = folder.join(format!("export-{}.zip", uuid::Uuid::new_v4().simple()));
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

fn write_pieces(file: File, mut pieces: mpsc::Receiver<Piece>) -> Result<File, String> {
    let mut zip = ZipWriter::new(file);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600)
        // A conversation may be longer than 4 GiB, and this is said before it is known.
        .large_file(true);
    loop {
        match pieces.blocking_recv() {
            Some(Piece::Begin(name)) => zip.start_file(name, options).map_err(words)?,
            Some(Piece::Bytes(bytes)) => zip.write_all(&bytes).map_err(words)?,
            Some(Piece::End) => break,
            None => return Err("nobody waits for it any more".to_owned()),
        }
    }
    let mut file = zip.finish().map_err(words)?;
    file.seek(SeekFrom::Start(0)).map_err(words)?;
    Ok(file)
}

fn words(error: impl ToString) -> String {
    error.to_string()
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("an export: {error}"))
}
