//! Sealing a file while it is written.
//!
//! `natter backup\n`, the format's number, how it is sealed (see [`Sealing`]) and 19 random bytes; then
//! chunks of 64 KiB, each sealed with XChaCha20-Poly1305 and 16 bytes longer for it. The nonce of a chunk
//! is the random bytes, its number and whether it is the last (STREAM, by Hoang, Reyhanitabar, Rogaway
//! and Vizár): none can be left out, moved or added. The head is bound to each as associated data.

use std::io::{self, Write};

use aead_stream::{NewStream, Nonce, StreamBE32, StreamPrimitive};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

use super::key::SEALING_BYTES;
use super::{Sealing, SealingKey};

pub(super) const MAGIC: &[u8; 14] = b"natter backup\n";
pub(super) const FORMAT: u8 = 1;
pub(super) const NONCE_BYTES: usize = 19;
pub(super) const HEAD_BYTES: usize = MAGIC.len() + 1 + SEALING_BYTES + NONCE_BYTES;
/// Of what is sealed at once, and how much longer that becomes.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;
pub(super) const TAG_BYTES: usize = 16;

pub(super) type Stream = StreamBE32<XChaCha20Poly1305>;

/// The stream of the file that begins so.
pub(super) fn stream(sealing: &Sealing, nonce: [u8; NONCE_BYTES]) -> Stream {
    let cipher = XChaCha20Poly1305::new((&*sealing.key).into());
    let nonce: Nonce<XChaCha20Poly1305, Stream> = nonce.into();
    Stream::from_aead(cipher, &nonce)
}

/// See the module. What was written counts only once it is finished.
pub struct SealedWriter<W> {
    output: W,
    stream: Stream,
    head: [u8; HEAD_BYTES],
    number: u32,
    chunk: Vec<u8>,
}

impl<W: Write> SealedWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Those of the output.
    pub fn new(mut output: W, key: &SealingKey) -> io::Result<Self> {
        let sealing = Sealing::new(key);
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).expect("the operating system gives random bytes");
        let mut head = [0; HEAD_BYTES];
        let parts = [&MAGIC[..], &[FORMAT], &sealing.written, &nonce].concat();
        head.copy_from_slice(&parts);
        output.write_all(&head)?;
        let stream = stream(&sealing, nonce);
        Ok(Self { output, stream, head, number: 0, chunk: Vec::with_capacity(CHUNK_BYTES) })
    }

    /// Writes this, too.
    ///
    /// # Errors
    /// Those of the output.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            // Only now it is known that it is not the last one.
            if self.chunk.len() == CHUNK_BYTES {
                self.seal(false)?;
            }
            let some = bytes.len().min(CHUNK_BYTES - self.chunk.len());
            self.chunk.extend_from_slice(&bytes[..some]);
            bytes = &bytes[some..];
        }
        Ok(())
    }

    /// Writes the end, and gives the output back.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        self.output.flush()?;
        Ok(self.output)
    }

    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let too_long = || io::Error::from(io::ErrorKind::FileTooLarge);
        let sealed =
            self.stream.encrypt_in_place(self.number, is_last, &self.head, &mut self.chunk);
        sealed.map_err(|_| too_long())?;
        self.number = self.number.checked_add(1).ok_or_else(too_long)?;
        self.output.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}
