//! What a backup is made of, one after the other: a letter, the length, the content.

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt};

use super::{BackupError, Manifest};
use crate::domain::{CommitNumber, UnixMillis};
use crate::server::db::{Cut, KeyCheck};

/// A letter and four bytes of length.
pub(super) const HEAD_BYTES: usize = 5;
/// No row is larger, nor will a picture be.
const CONTENT_MAX_BYTES: usize = 64 * 1024 * 1024;

const HEADER: u8 = b'H';
const SECTION: u8 = b'S';
const ITEM: u8 = b'I';
const MANIFEST: u8 = b'M';
const INTERRUPTED: u8 = b'A';
const FAILED: u8 = b'F';

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first.
    Header(Header),
    /// Begins a section: `secret/<file>` or `table/<name>`.
    Section(String),
    /// What is in that section, in its order.
    Item(Vec<u8>),
    /// The last.
    Manifest(Manifest),
    /// Only on the way from a server: it must be begun anew.
    Interrupted,
    /// Only on the way from a server: why there is no backup.
    Failed(String),
}

/// What is known of a backup before anything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// Which version of Natter made it.
    pub version: String,
    pub taken_at: UnixMillis,
    pub schema: u32,
    pub epoch: String,
    pub commit: u64,
    /// By which the master key of the database is recognised; in base64.
    pub key_check: String,
}

impl Header {
    pub(super) fn new(cut: &Cut) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            taken_at: UnixMillis::now(),
            schema: cut.schema,
            epoch: cut.epoch.clone(),
            commit: cut.commit.0,
            key_check: encode_base64(&cut.key_check.current),
        }
    }

    pub(super) fn cut(&self) -> Result<Cut, BackupError> {
        Ok(Cut {
            schema: self.schema,
            epoch: self.epoch.clone(),
            commit: CommitNumber(self.commit),
            key_check: KeyCheck { current: decode_base64(&self.key_check)? },
        })
    }
}

fn encode_base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn decode_base64(text: &str) -> Result<Vec<u8>, BackupError> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.decode(text).map_err(|_| BackupError::Damaged)
}

impl Part {
    /// As it is written.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let json = |value: Result<Vec<u8>, _>| value.expect("plain fields become JSON");
        let (letter, content) = match self {
            Self::Header(header) => (HEADER, json(serde_json::to_vec(header))),
            Self::Section(name) => (SECTION, name.clone().into_bytes()),
            Self::Item(bytes) => (ITEM, bytes.clone()),
            Self::Manifest(manifest) => (MANIFEST, json(serde_json::to_vec(manifest))),
            Self::Interrupted => (INTERRUPTED, vec![]),
            Self::Failed(sentence) => (FAILED, sentence.clone().into_bytes()),
        };
        let length = u32::try_from(content.len()).expect("no row is that large").to_be_bytes();
        [&[letter][..], &length, &content].concat()
    }

    /// The length of what follows a head.
    ///
    /// # Errors
    /// [`BackupError::Damaged`] if nothing can be that long.
    pub(super) fn length(head: [u8; HEAD_BYTES]) -> Result<usize, BackupError> {
        let [_, length @ ..] = head;
        let length = u32::from_be_bytes(length) as usize;
        Some(length).filter(|length| *length <= CONTENT_MAX_BYTES).ok_or(BackupError::Damaged)
    }

    /// What has this head and this content.
    ///
    /// # Errors
    /// [`BackupError::TooNew`] for a letter that is not known, [`BackupError::Damaged`].
    pub(super) fn read(head: [u8; HEAD_BYTES], content: Vec<u8>) -> Result<Self, BackupError> {
        let damaged = |_| BackupError::Damaged;
        let text = |content| String::from_utf8(content).map_err(|_| BackupError::Damaged);
        Ok(match head[0] {
            HEADER => Self::Header(serde_json::from_slice(&content).map_err(damaged)?),
            SECTION => Self::Section(text(content)?),
            ITEM => Self::Item(content),
            MANIFEST => Self::Manifest(serde_json::from_slice(&content).map_err(damaged)?),
            INTERRUPTED => Self::Interrupted,
            FAILED => Self::Failed(text(content)?),
            _ => return Err(BackupError::TooNew),
        })
    }

    /// The next one that a server sends.
    ///
    /// # Errors
    /// [`BackupError::Disconnected`] if there is none.
    pub(super) async fn hear(input: &mut (impl AsyncRead + Unpin)) -> Result<Self, BackupError> {
        let gone = |_| BackupError::Disconnected;
        let mut head = [0; HEAD_BYTES];
        input.read_exact(&mut head).await.map_err(gone)?;
        let mut content = vec![0; Self::length(head)?];
        input.read_exact(&mut content).await.map_err(gone)?;
        Self::read(head, content)
    }
}
