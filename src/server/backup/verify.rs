//! Whether a backup can be restored: by restoring it.

use std::path::Path;

use tokio::sync::mpsc;

use super::{BackupError, Header, Manifest, Place, SealingKey, restore};
use crate::server::db::Store;
use crate::server::seal::Keyring;
use crate::server::settings::{MASTER_KEY_FILE, Secrets};

/// Restores a backup to a scratch place in this folder, compares counts and hashes, opens it as a server
/// would, and deletes it.
///
/// # Errors
/// Why it could not be restored.
pub async fn verify(
    backup: &Path,
    key: &SealingKey,
    scratch: &Path,
    tell: impl FnMut(u64),
) -> Result<(Header, Manifest), BackupError> {
    let reader = restore::open(backup, key)?;
    // It is never filled.
    let place = Place::take(&scratch.join(format!("natter-{}", uuid::Uuid::new_v4().simple())))?;
    let (header, manifest) = restore::fill(reader, place.scratch(), tell).await?;
    let path = place.scratch().join(MASTER_KEY_FILE);
    let text = std::fs::read_to_string(&path).map_err(BackupError::at(&path))?;
    let master = Secrets::parse_master_key(&text, MASTER_KEY_FILE)?;
    let (commits, _told) = mpsc::unbounded_channel();
    let key_check = Keyring::from_master(&master).key_check();
    let store = Store::open(restore::options(place.scratch()), key_check, commits).await?;
    let reached = store.token().number;
    store.close().await;
    if reached.0 != header.commit {
        return Err(BackupError::Unlike(format!("commit {} is {}", header.commit, reached.0)));
    }
    Ok((header, manifest))
}
