//! What can be typed after `natter backup` and `natter restore`, and the key that is meant.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use zeroize::Zeroizing;

use super::Failure;
use crate::server::backup::SealingKey;
use crate::server::settings::Secrets;

const PASSPHRASE: &str = "NATTER_BACKUP_PASSPHRASE";
/// A shorter one is guessed, however slowly each guess is made.
const PASSPHRASE_MIN_CHARS: usize = 8;

const MORE: &str = "\
The file holds all that there is, the secrets among it, as it was at one moment. It is sealed with a \
passphrase or a key: without that nobody can open it, so keep a copy of it apart from the file and from \
the server. Where no server runs the data folder itself is read.

Without --passphrase-file or --key-file the passphrase is NATTER_BACKUP_PASSPHRASE, or it is asked for.

Exit codes: 0 done; 1 refused, or a wrong command line; 2 neither server nor folder could be reached.";

/// `natter backup …`
#[derive(Clone, Debug, Args)]
#[command(after_help = MORE)]
pub struct BackupArguments {
    /// The file to be made
    pub file: PathBuf,

    /// Replace the file if it is there
    #[arg(long, conflicts_with = "verify")]
    pub force: bool,

    /// Make none, but see whether this one can be restored: it is, to the folder for temporary files
    /// (TMPDIR), and what comes out is compared by number and hash and deleted
    #[arg(long)]
    pub verify: bool,

    /// The server's data folder [default: as for the server]
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    #[command(flatten)]
    pub key: KeyArguments,
}

/// `natter restore …`
#[derive(Clone, Debug, Args)]
pub struct RestoreArguments {
    /// The backup
    pub file: PathBuf,

    /// The data folder to be made; it must be new or empty [default: as for the server]
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,

    #[command(flatten)]
    pub key: KeyArguments,
}

/// What a backup is sealed with.
#[derive(Clone, Debug, Args)]
pub struct KeyArguments {
    /// File whose first line is the passphrase
    #[arg(
        long,
        env = "NATTER_BACKUP_PASSPHRASE_FILE",
        value_name = "FILE",
        conflicts_with = "key_file"
    )]
    pub passphrase_file: Option<PathBuf>,

    /// File that holds a key of 32 bytes in base64 or hexadecimal, in place of a passphrase
    #[arg(long, env = "NATTER_BACKUP_KEY_FILE", value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

impl KeyArguments {
    /// The key that is meant; asked for on the terminal where nothing says it, twice for a new file.
    ///
    /// # Errors
    /// There is none, or it is too short.
    pub fn find(&self, is_new: bool) -> Result<SealingKey, Failure> {
        if let Some(path) = &self.key_file {
            let key = Secrets::parse_master_key(&read(path)?, "").map_err(|_| {
                let path = path.display();
                Failure::Refused(format!(
                    "The key in {path} must be 32 bytes in base64 or hexadecimal."
                ))
            })?;
            return Ok(SealingKey::Key(key));
        }
        let given = match &self.passphrase_file {
            Some(path) => Some(read(path)?),
            None => std::env::var(PASSPHRASE).ok().map(Zeroizing::new),
        };
        let passphrase = match given {
            Some(text) => Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()),
            None => ask(is_new)?,
        };
        if is_new && passphrase.chars().count() < PASSPHRASE_MIN_CHARS {
            let text = format!("A passphrase has at least {PASSPHRASE_MIN_CHARS} characters.");
            return Err(Failure::Refused(text));
        }
        Ok(SealingKey::Passphrase(passphrase))
    }
}

fn read(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = fs::read_to_string(path).map(Zeroizing::new);
    text.map_err(|error| Failure::Refused(format!("{} cannot be read: {error}.", path.display())))
}

fn ask(is_new: bool) -> Result<Zeroizing<String>, Failure> {
    let prompt = |text: &str| {
        rpassword::prompt_password(text).map(Zeroizing::new).map_err(|_| {
            let text = "There is no terminal to ask for the passphrase: give it with \
                        --passphrase-file, or as NATTER_BACKUP_PASSPHRASE.";
            Failure::Refused(text.into())
        })
    };
    let passphrase = prompt("Passphrase of the backup: ")?;
    if is_new && prompt("The same again: ")? != passphrase {
        return Err(Failure::Refused("These were two different passphrases.".into()));
    }
    Ok(passphrase)
}
