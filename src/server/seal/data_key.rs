//! The one cipher, and the form of what it makes: a version byte, the nonce, the ciphertext.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::SealError;

const FORMAT: u8 = 1;
const NONCE_BYTES: usize = 24;

/// 256 secret bits, forgotten when dropped.
pub(super) struct SecretKey(Zeroizing<[u8; 32]>);

impl SecretKey {
    pub(super) fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(super) fn random() -> Self {
        Self(Zeroizing::new(random_bytes()))
    }

    pub(super) fn from_slice(bytes: &[u8]) -> Result<Self, SealError> {
        bytes.try_into().map(Self::new).map_err(|_| SealError)
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn seal(&self, plain: &[u8], bound_to: &[u8]) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = random_bytes();
        let ciphertext = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound_to })
            .expect("bodies are far below the cipher's limit of 256 GiB");
        [&[FORMAT][..], &nonce, &ciphertext].concat()
    }

    pub(super) fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, SealError> {
        let rest = sealed.strip_prefix(&[FORMAT]).ok_or(SealError)?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError)?;
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: bound_to })
            .map_err(|_| SealError)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.expose().into())
    }
}

fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
