//! The two secrets: given, read from files, or made on the first start.

mod key_file;

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Settings;
use key_file::{create_key_file, make_private_folder, read_key_file};

const JWT_SECRET_MIN_BYTES: usize = 32;
const JWT_SECRET_FILE: &str = "jwt.secret";
/// Where the master key lies in the data folder.
pub const MASTER_KEY_FILE: &str = "master.key";

/// What signs sessions and what seals bodies. Neither is ever in the database.
pub struct Secrets {
    pub jwt_secret: Zeroizing<Vec<u8>>,
    pub master_key: Zeroizing<[u8; 32]>,
}

/// Why there are no secrets to start with; the text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error(
        "There is a database in {} but no master key for it: {} is missing. Put the file back, or \
         give the key as NATTER_MASTER_KEY or NATTER_MASTER_KEY_FILE. Nothing was changed.",
        database.display(), key.display()
    )]
    NoKeyForDatabase { database: PathBuf, key: PathBuf },
    #[error("The master key in {from} must be 32 bytes in base64 or hexadecimal.")]
    MalformedMasterKey { from: String },
    #[error("The JWT secret in {from} must have at least {JWT_SECRET_MIN_BYTES} characters.")]
    ShortJwtSecret { from: String },
    #[error("{} cannot be read: {cause}. Give this user the right to read it.", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error(
        "{} cannot be made: {cause}. The data folder (--data) must be writable and have space.",
        path.display()
    )]
    NotMade { path: PathBuf, cause: io::Error },
}

impl Secrets {
    /// The files of a data folder that hold them.
    pub const FILES: [&str; 2] = [MASTER_KEY_FILE, JWT_SECRET_FILE];

    /// Those files, and what is in each.
    pub fn to_files(&self) -> [(&'static str, Vec<u8>); 2] {
        let line = |bytes: &[u8]| [bytes, b"\n"].concat();
        let master_key = line(STANDARD.encode(self.master_key.as_slice()).as_bytes());
        [(MASTER_KEY_FILE, master_key), (JWT_SECRET_FILE, line(&self.jwt_secret))]
    }

    /// A master key as somebody wrote it down; `from` is where.
    ///
    /// # Errors
    /// [`SecretsError::MalformedMasterKey`].
    pub fn parse_master_key(text: &str, from: &str) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        parse_master_key(text, from)
    }

    /// Finds the secrets that the settings name. What is not named is read from the data folder
    /// or, if it is not there, made there; with a database in memory it is made and kept nowhere.
    ///
    /// # Errors
    /// Whatever is wrong with a secret; above all, a database without its master key. Nothing was
    /// written then, unless writing is what failed.
    pub fn load(settings: &Settings) -> Result<Self, SecretsError> {
        // Both are looked at before either is made.
        let master_key = given_master_key(settings)?;
        let jwt_secret = given_jwt_secret(settings)?;
        let Some(database) = settings.database_folder() else {
            let jwt_secret = jwt_secret.unwrap_or_else(|| random_bytes().to_vec().into());
            return Ok(Self { jwt_secret, master_key: master_key.unwrap_or_else(random_bytes) });
        };
        let master_key = match master_key {
            Some(key) => key,
            None if holds_something(&database) => {
                let key = settings.in_data(MASTER_KEY_FILE);
                return Err(SecretsError::NoKeyForDatabase { database, key });
            }
            None => {
                let path = settings.in_data(MASTER_KEY_FILE);
                parse_master_key(&make(&settings.data, &path)?, &path.display().to_string())?
            }
        };
        let jwt_secret = match jwt_secret {
            Some(secret) => secret,
            None => {
                let text = make(&settings.data, &settings.in_data(JWT_SECRET_FILE))?;
                text.as_bytes().to_vec().into()
            }
        };
        if database.starts_with(&settings.data) {
            make_private_folder(&settings.data)
                .map_err(|cause| SecretsError::NotMade { path: settings.data.clone(), cause })?;
        }
        Ok(Self { jwt_secret, master_key })
    }
}

fn given_master_key(settings: &Settings) -> Result<Option<Zeroizing<[u8; 32]>>, SecretsError> {
    if let Some(value) = &settings.master_key {
        return parse_master_key(value.expose(), "NATTER_MASTER_KEY").map(Some);
    }
    let Some((path, text)) = given_file(settings, &settings.master_key_file, MASTER_KEY_FILE)?
    else {
        return Ok(None);
    };
    parse_master_key(&text, &path.display().to_string()).map(Some)
}

fn given_jwt_secret(settings: &Settings) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
    let (from, text) = if let Some(value) = &settings.jwt_secret {
        ("NATTER_JWT_SECRET".to_owned(), Zeroizing::new(value.expose().to_owned()))
    } else {
        match given_file(settings, &settings.jwt_secret_file, JWT_SECRET_FILE)? {
            Some((path, text)) => (path.display().to_string(), text),
            None => return Ok(None),
        }
    };
    let secret = text.trim().as_bytes();
    if secret.len() < JWT_SECRET_MIN_BYTES {
        return Err(SecretsError::ShortJwtSecret { from });
    }
    Ok(Some(secret.to_vec().into()))
}

/// The named file, which must be there, or the one in the data folder, if it is there.
fn given_file(
    settings: &Settings,
    named: &Option<PathBuf>,
    usual: &str,
) -> Result<Option<(PathBuf, Zeroizing<String>)>, SecretsError> {
    let path = match named {
        Some(path) => path.clone(),
        None if settings.database_folder().is_none() => return Ok(None),
        None => settings.in_data(usual),
    };
    match read_key_file(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(cause) if named.is_none() && cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(SecretsError::Unreadable { path, cause }),
    }
}

fn make(folder: &Path, path: &Path) -> Result<Zeroizing<String>, SecretsError> {
    let text = Zeroizing::new(STANDARD.encode(random_bytes().as_slice()));
    create_key_file(folder, path, &text)
        .map_err(|cause| SecretsError::NotMade { path: path.to_owned(), cause })
}

fn parse_master_key(text: &str, from: &str) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
    let text = text.trim();
    let bytes = Zeroizing::new(if text.len() == 64 {
        let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        (0..64).step_by(2).map(pair).collect::<Option<Vec<_>>>().unwrap_or_default()
    } else {
        STANDARD.decode(text).unwrap_or_default()
    });
    match bytes.as_slice().try_into() {
        Ok(key) => Ok(Zeroizing::new(key)),
        Err(_) => Err(SecretsError::MalformedMasterKey { from: from.to_owned() }),
    }
}

/// Whether a database may be there. What cannot be looked into counts: a key made beside it could
/// be the wrong one.
fn holds_something(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

fn random_bytes() -> Zeroizing<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    getrandom::fill(bytes.as_mut_slice()).expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests;
