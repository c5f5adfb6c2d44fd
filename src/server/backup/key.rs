//! What a backup is sealed with.
//!
//! A passphrase is stretched by argon2id (RFC 9106), a key of 32 bytes is only mixed with the file's
//! salt (HKDF-SHA256): both give the key of the file, and a value that is written into it, by which a
//! wrong passphrase is told from a damaged file.

use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::BackupError;

const SALT_BYTES: usize = 16;
const CHECK_BYTES: usize = 16;
const KEY_BYTES: usize = 32;
/// Of a file's head: how it is sealed, argon2's memory and passes, the salt, the check.
pub(super) const SEALING_BYTES: usize = 1 + 4 + 4 + SALT_BYTES + CHECK_BYTES;

const BY_PASSPHRASE: u8 = 1;
const BY_KEY: u8 = 2;
/// In KiB: a second of a core, once for each backup.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// A file may ask for that much at most: more would be somebody's trick.
const MEMORY_MAX_KIB: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;

/// What its owner keeps to open a backup. Forgotten when dropped.
pub enum SealingKey {
    Passphrase(Zeroizing<String>),
    Key(Zeroizing<[u8; KEY_BYTES]>),
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(***)")
    }
}

/// How one file is sealed: what of it is written into the file, and the file's key.
pub(super) struct Sealing {
    pub written: [u8; SEALING_BYTES],
    pub key: Zeroizing<[u8; KEY_BYTES]>,
}

impl Sealing {
    /// For a new file.
    pub fn new(key: &SealingKey) -> Self {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).expect("the operating system gives random bytes");
        let (how, memory, passes) = match key {
            SealingKey::Passphrase(_) => (BY_PASSPHRASE, MEMORY_KIB, PASSES),
            SealingKey::Key(_) => (BY_KEY, 0, 0),
        };
        let derived =
            derive(key, &salt, memory, passes).expect("these costs are within the limits");
        let (file_key, check) = halves(&derived);
        let mut written = [0; SEALING_BYTES];
        written[0] = how;
        written[1..5].copy_from_slice(&memory.to_be_bytes());
        written[5..9].copy_from_slice(&passes.to_be_bytes());
        written[9..25].copy_from_slice(&salt);
        written[25..].copy_from_slice(&check);
        Self { written, key: file_key }
    }

    /// For a file that has this written into it.
    ///
    /// # Errors
    /// If it was sealed with something else.
    pub fn of_file(written: [u8; SEALING_BYTES], key: &SealingKey) -> Result<Self, BackupError> {
        let wrong = match (written[0], key) {
            (BY_PASSPHRASE, SealingKey::Passphrase(_)) => BackupError::WrongPassphrase,
            (BY_KEY, SealingKey::Key(_)) => BackupError::WrongKey,
            (BY_PASSPHRASE, SealingKey::Key(_)) => return Err(BackupError::NeedsPassphrase),
            (BY_KEY, SealingKey::Passphrase(_)) => return Err(BackupError::NeedsKey),
            _ => return Err(BackupError::TooNew),
        };
        let number = |at: usize| {
            written[at..at + 4].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
        };
        let derived = derive(key, &written[9..25], number(1), number(5));
        let (file_key, check) = halves(&derived.ok_or(BackupError::Damaged)?);
        // Nobody waits for the answer who could learn from how long this takes.
        if check[..] != written[25..] {
            return Err(wrong);
        }
        Ok(Self { written, key: file_key })
    }
}

type Derived = Zeroizing<[u8; KEY_BYTES + CHECK_BYTES]>;

fn derive(key: &SealingKey, salt: &[u8], memory: u32, passes: u32) -> Option<Derived> {
    let mut derived: Derived = Zeroizing::new([0; KEY_BYTES + CHECK_BYTES]);
    match key {
        SealingKey::Passphrase(passphrase) => {
            if memory > MEMORY_MAX_KIB || passes > PASSES_MAX {
                return None;
            }
            let params = Params::new(memory, passes, 1, Some(derived.len())).ok()?;
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            argon2.hash_password_into(passphrase.as_bytes(), salt, derived.as_mut_slice()).ok()?;
        }
        SealingKey::Key(key) => {
            Hkdf::<Sha256>::new(Some(salt), key.as_slice())
                .expand(b"natter: seal a backup, v1", derived.as_mut_slice())
                .ok()?;
        }
    }
    Some(derived)
}

fn halves(derived: &Derived) -> (Zeroizing<[u8; KEY_BYTES]>, [u8; CHECK_BYTES]) {
    let (mut key, mut check) = (Zeroizing::new([0; KEY_BYTES]), [0; CHECK_BYTES]);
    key.copy_from_slice(&derived[..KEY_BYTES]);
    check.copy_from_slice(&derived[KEY_BYTES..]);
    (key, check)
}
