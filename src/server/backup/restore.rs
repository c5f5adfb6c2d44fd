//! Making a data folder of a backup.

use std::fs::{self, File};
use std::io::BufReader;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::manifest::{SECRET, TABLE};
use super::{BackupError, Header, Manifest, Part, Place, SealedReader, SealingKey, Sums};
use crate::server::db::{DbError, KeyCheck, Piece, Restoring, StoreOptions, read_closed};
use crate::server::seal::Keyring;
use crate::server::settings::{MASTER_KEY_FILE, Secrets};

const DATABASE: &str = "database";
/// For its caches, in MiB.
const MEMORY_MIB: u32 = 128;
/// How many rows pass between two reports of progress.
const TOLD_EVERY: u64 = 1_000;

/// Restores a backup into a new or an empty folder. What is in it was compared with the backup by then:
/// before, nothing has the folder's name. Tells now and then how many rows are written.
///
/// # Errors
/// Why it was not restored; nothing is left behind then.
pub async fn restore(
    backup: &Path,
    key: &SealingKey,
    folder: &Path,
    tell: impl FnMut(u64),
) -> Result<(Header, Manifest), BackupError> {
    let reader = open(backup, key)?;
    let place = Place::take(folder)?;
    let restored = fill(reader, place.scratch(), tell).await?;
    let mut entries = vec![DATABASE];
    entries.extend(Secrets::FILES.iter().filter(|name| **name != MASTER_KEY_FILE));
    // Without it a server does not start.
    entries.push(MASTER_KEY_FILE);
    place.fill(&entries)?;
    Ok(restored)
}

/// The backup in this file.
///
/// # Errors
/// If it is none, or another key's.
pub(super) fn open(
    backup: &Path,
    key: &SealingKey,
) -> Result<SealedReader<BufReader<File>>, BackupError> {
    let file = File::open(backup).map_err(BackupError::at(backup))?;
    SealedReader::new(BufReader::new(file), backup, key)
}

/// Makes a data folder of it, and compares that with the backup.
///
/// # Errors
/// Why there is none. What has come about so far is left to the caller.
pub(super) async fn fill(
    mut reader: SealedReader<BufReader<File>>,
    folder: &Path,
    mut tell: impl FnMut(u64),
) -> Result<(Header, Manifest), BackupError> {
    let Part::Header(header) = reader.next()? else { return Err(BackupError::Damaged) };
    let mut filling = Filling {
        header: header.clone(),
        folder,
        section: String::new(),
        key_check: None,
        restoring: None,
    };
    let (mut sums, mut rows) = (Sums::default(), 0_u64);
    let manifest = loop {
        let part = match reader.next() {
            Ok(part) => part,
            Err(error) => return filling.give_up(error).await,
        };
        sums.add(&part);
        let taken = match part {
            Part::Section(name) => filling.begin(name).await,
            Part::Item(bytes) => {
                rows += u64::from(filling.restoring.is_some());
                if rows > 0 && rows % TOLD_EVERY == 0 {
                    tell(rows);
                }
                filling.add(bytes).await
            }
            Part::Manifest(manifest) => break manifest,
            _ => Err(BackupError::Damaged),
        };
        if let Err(error) = taken {
            return filling.give_up(error).await;
        }
    };
    if !reader.is_at_end() || sums.finish() != manifest {
        return filling.give_up(BackupError::Damaged).await;
    }
    let key_check = filling.finish().await?;
    compare(folder, &key_check, &manifest).await?;
    Ok((header, manifest))
}

/// The database of a data folder.
pub(super) fn options(folder: &Path) -> StoreOptions {
    let url = format!("surrealkv://{}", folder.join(DATABASE).display());
    StoreOptions { url, memory_mib: MEMORY_MIB }
}

/// A data folder while it comes about.
struct Filling<'a> {
    header: Header,
    folder: &'a Path,
    section: String,
    /// Of the master key that was in the backup.
    key_check: Option<KeyCheck>,
    /// From the first table on.
    restoring: Option<Restoring>,
}

impl Filling<'_> {
    async fn begin(&mut self, section: String) -> Result<(), BackupError> {
        if let Some(table) = section.strip_prefix(TABLE) {
            let restoring = match &mut self.restoring {
                Some(restoring) => restoring,
                None => {
                    let key_check = self.key_check.as_ref().ok_or(BackupError::Damaged)?;
                    let cut = self.header.cut()?;
                    let begun = Restoring::begin(&options(self.folder), key_check, &cut).await;
                    self.restoring.insert(begun.map_err(explain)?)
                }
            };
            restoring.begin_table(table).await.map_err(explain)?;
        } else if !section.strip_prefix(SECRET).is_some_and(|name| Secrets::FILES.contains(&name)) {
            return Err(BackupError::TooNew);
        }
        self.section = section;
        Ok(())
    }

    async fn add(&mut self, bytes: Vec<u8>) -> Result<(), BackupError> {
        if let Some(restoring) = &mut self.restoring {
            return restoring.add(&bytes).await.map_err(explain);
        }
        let bytes = Zeroizing::new(bytes);
        let name = self.section.strip_prefix(SECRET).ok_or(BackupError::Damaged)?;
        if name == MASTER_KEY_FILE {
            let text = String::from_utf8_lossy(&bytes);
            let master = Secrets::parse_master_key(&text, MASTER_KEY_FILE)?;
            self.key_check = Some(Keyring::from_master(&master).key_check());
        }
        let path = self.folder.join(name);
        let written = fs::write(&path, &bytes)
            .and_then(|()| fs::set_permissions(&path, fs::Permissions::from_mode(0o600)));
        written.map_err(BackupError::at(&path))
    }

    async fn finish(self) -> Result<KeyCheck, BackupError> {
        let (Some(restoring), Some(key_check)) = (self.restoring, self.key_check) else {
            return Err(BackupError::Damaged);
        };
        restoring.finish().await.map_err(explain)?;
        Ok(key_check)
    }

    async fn give_up<T>(self, error: BackupError) -> Result<T, BackupError> {
        if let Some(restoring) = self.restoring {
            restoring.give_up().await;
        }
        Err(error)
    }
}

/// The database as it is on disk now must have what the manifest says.
async fn compare(
    folder: &Path,
    key_check: &KeyCheck,
    manifest: &Manifest,
) -> Result<(), BackupError> {
    let mut pieces = read_closed(&options(folder), key_check).await.map_err(explain)?;
    let mut sums = Sums::default();
    let read = loop {
        match pieces.next().await {
            Ok(Piece::Table(name)) => sums.add(&Part::Section(format!("{TABLE}{name}"))),
            Ok(Piece::Rows(rows)) => rows.into_iter().for_each(|row| sums.add(&Part::Item(row))),
            Ok(Piece::Cut(_)) => {}
            Ok(Piece::End) => break Ok(()),
            Err(error) => break Err(explain(error)),
        }
    };
    let closed = pieces.close().await.map_err(explain);
    read.and(closed)?;
    let restored = sums.finish();
    let restored: Vec<_> = restored.tables().filter(|(_, sum)| sum.items > 0).collect();
    let expected: Vec<_> = manifest.tables().filter(|(_, sum)| sum.items > 0).collect();
    match expected.iter().find(|table| !restored.contains(table)) {
        Some((name, sum)) => Err(BackupError::Unlike(format!("{name}, {} rows", sum.items))),
        None if expected.len() != restored.len() => {
            Err(BackupError::Unlike("a table too many".into()))
        }
        None => Ok(()),
    }
}

/// The engine tells of it in words of its own, and of the system's.
fn is_full(cause: &str) -> bool {
    cause.contains("no storage space") || cause.contains("No space left")
}

fn explain(error: DbError) -> BackupError {
    match error {
        DbError::TooNew { .. } => BackupError::TooNew,
        // The key is the backup's own.
        DbError::WrongKey => BackupError::Damaged,
        DbError::Retryable(cause) if is_full(&cause) => BackupError::DiskFull,
        error => BackupError::Db(error),
    }
}
