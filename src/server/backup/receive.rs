//! Making the file of what a server sends.

use std::path::Path;

use tokio::io::AsyncRead;

use super::{BackupError, Draft, Header, Manifest, Part, SealedWriter, SealingKey, Sums};

/// How many items pass between two reports of progress.
const TOLD_EVERY: u64 = 1_000;

/// What is in a file now.
#[derive(Clone, Debug)]
pub struct Received {
    pub header: Header,
    pub manifest: Manifest,
    /// Of the file.
    pub bytes: u64,
}

/// Seals what comes into a new file, which is there only once it is whole and on disk. Tells now and then
/// how many items have come.
///
/// # Errors
/// Why there is no file.
pub async fn receive(
    mut input: impl AsyncRead + Unpin,
    path: &Path,
    replaces: bool,
    key: &SealingKey,
    mut tell: impl FnMut(u64),
) -> Result<Received, BackupError> {
    let (draft, file) = Draft::create(path, replaces)?;
    let mut sealed = SealedWriter::new(file, key).map_err(BackupError::at(path))?;
    let (mut header, mut sums, mut items) = (None, Sums::default(), 0);
    loop {
        let part = Part::hear(&mut input).await?;
        match &part {
            Part::Interrupted => return Err(BackupError::Interrupted),
            Part::Failed(sentence) => return Err(BackupError::Failed(sentence.clone())),
            Part::Header(first) => header = Some(first.clone()),
            Part::Item(_) => items += 1,
            _ => {}
        }
        if matches!(part, Part::Item(_)) && items % TOLD_EVERY == 0 {
            tell(items);
        }
        sealed.write(&part.to_bytes()).map_err(BackupError::at(path))?;
        let Part::Manifest(manifest) = part else {
            sums.add(&part);
            continue;
        };
        let header = header.ok_or(BackupError::Damaged)?;
        if sums.finish() != manifest {
            return Err(BackupError::Unlike("what was sent is not what came".into()));
        }
        let file = sealed.finish().map_err(BackupError::at(path))?;
        let bytes = draft.keep(file)?;
        return Ok(Received { header, manifest, bytes });
    }
}
