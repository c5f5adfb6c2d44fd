//! Opening a sealed file while it is read. See [`SealedWriter`](super::SealedWriter).

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use aead_stream::StreamPrimitive;

use super::key::SEALING_BYTES;
use super::part::HEAD_BYTES as PART_HEAD_BYTES;
use super::sealed_writer::{
    CHUNK_BYTES, FORMAT, HEAD_BYTES, MAGIC, NONCE_BYTES, Stream, TAG_BYTES, stream,
};
use super::{BackupError, Part, Sealing, SealingKey};

/// A file that is opened chunk by chunk: what it gives was sealed so, in this place.
pub struct SealedReader<R> {
    input: R,
    path: PathBuf,
    stream: Stream,
    head: [u8; HEAD_BYTES],
    number: u32,
    /// The next chunk as it is in the file; empty after the last one.
    sealed: Vec<u8>,
    opened: Vec<u8>,
    /// How much of it was taken.
    taken: usize,
}

impl<R: Read> SealedReader<R> {
    /// Reads how it is sealed. The path is for what is said when it cannot be read.
    ///
    /// # Errors
    /// If it is not a backup, or another key's.
    pub fn new(mut input: R, path: &Path, key: &SealingKey) -> Result<Self, BackupError> {
        let start = read_up_to(&mut input, HEAD_BYTES, path)?;
        if !start.starts_with(MAGIC) {
            return Err(BackupError::NotABackup);
        }
        if start.get(MAGIC.len()).is_some_and(|format| *format != FORMAT) {
            return Err(BackupError::TooNew);
        }
        let head: [u8; HEAD_BYTES] = start.try_into().map_err(|_| BackupError::CutShort)?;
        let (mut written, mut nonce) = ([0; SEALING_BYTES], [0; NONCE_BYTES]);
        written.copy_from_slice(&head[MAGIC.len() + 1..HEAD_BYTES - NONCE_BYTES]);
        nonce.copy_from_slice(&head[HEAD_BYTES - NONCE_BYTES..]);
        let stream = stream(&Sealing::of_file(written, key)?, nonce);
        let sealed = read_up_to(&mut input, CHUNK_BYTES + TAG_BYTES, path)?;
        if sealed.is_empty() {
            return Err(BackupError::CutShort);
        }
        let path = path.to_owned();
        Ok(Self { input, path, stream, head, number: 0, sealed, opened: vec![], taken: 0 })
    }

    /// The next part.
    ///
    /// # Errors
    /// If there is none, or it cannot be read.
    pub fn next(&mut self) -> Result<Part, BackupError> {
        let mut head = [0; PART_HEAD_BYTES];
        head.copy_from_slice(&self.take(PART_HEAD_BYTES)?);
        let content = self.take(Part::length(head)?)?;
        Part::read(head, content)
    }

    /// Whether everything was taken.
    pub fn is_at_end(&self) -> bool {
        self.sealed.is_empty() && self.taken == self.opened.len()
    }

    fn take(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        let mut bytes = Vec::with_capacity(length.min(CHUNK_BYTES));
        while bytes.len() < length {
            if self.taken == self.opened.len() {
                self.open_next()?;
            }
            let some = (length - bytes.len()).min(self.opened.len() - self.taken);
            bytes.extend_from_slice(&self.opened[self.taken..self.taken + some]);
            self.taken += some;
        }
        Ok(bytes)
    }

    fn open_next(&mut self) -> Result<(), BackupError> {
        if self.sealed.is_empty() {
            // What is sealed ends before what was written does: nobody wrote that.
            return Err(BackupError::Damaged);
        }
        let following = read_up_to(&mut self.input, CHUNK_BYTES + TAG_BYTES, &self.path)?;
        let sealed = std::mem::replace(&mut self.sealed, following);
        let is_last = self.sealed.is_empty();
        match self.open(&sealed, is_last) {
            Some(opened) => self.opened = opened,
            None if is_last && self.open(&sealed, false).is_some() => {
                return Err(BackupError::CutShort);
            }
            // A last one that is too short cannot be told from an altered one.
            None if is_last => return Err(BackupError::CutShortOrDamaged),
            None => return Err(BackupError::Damaged),
        }
        self.taken = 0;
        self.number = self.number.checked_add(1).ok_or(BackupError::Damaged)?;
        Ok(())
    }

    fn open(&self, sealed: &[u8], is_last: bool) -> Option<Vec<u8>> {
        let mut opened = sealed.to_vec();
        let result = self.stream.decrypt_in_place(self.number, is_last, &self.head, &mut opened);
        result.ok().map(|()| opened)
    }
}

fn read_up_to(input: &mut impl Read, length: usize, path: &Path) -> Result<Vec<u8>, BackupError> {
    let mut bytes = Vec::with_capacity(length);
    match input.take(length as u64).read_to_end(&mut bytes) {
        Err(error) if error.kind() == ErrorKind::IsADirectory => Err(BackupError::NotABackup),
        result => result.map(|_| bytes).map_err(BackupError::at(path)),
    }
}
