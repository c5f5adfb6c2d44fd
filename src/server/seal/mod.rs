//! Sealing: message bodies are never on disk in the clear.
//!
//! The master key, which never lies in the database, wraps one random data key per conversation;
//! the data key seals the bodies (XChaCha20-Poly1305, a random 192-bit nonce each). What a body
//! belongs to (conversation, sender, client id, key version) is bound as associated data, so that
//! a sealed body moved elsewhere does not open.

mod data_key;
mod keyring;

pub use keyring::{KEY_VERSION, Keyring, SealError};
