//! Backups: everything that a server keeps, as it was at one commit, in one sealed file.
//!
//! Inside (see [`Part`]) is a header, then named sections: the secrets, then each table row by row, and
//! at the end a manifest with the number and the hash of each section's items. Rows are written in a form
//! of our own, not as the database keeps them, so that a file outlives the storage engine. There is room
//! for sections that are yet to come.
//!
//! Outside (see [`SealedWriter`]) it is sealed, as it holds the master key: cut, altered or opened with a
//! wrong key, nothing of it is taken for what it was.
//!
//! [`send`] is the server's side, [`receive`] makes the file, [`restore`] and [`verify`] read it.

mod draft;
mod error;
mod key;
mod manifest;
mod part;
mod place;
mod receive;
mod restore;
mod sealed_reader;
mod sealed_writer;
mod send;
#[cfg(test)]
mod tests;
mod verify;

pub use error::BackupError;
pub use key::SealingKey;
pub use manifest::Manifest;
pub use part::{Header, Part};
pub use receive::{Received, receive};
pub use restore::restore;
pub use send::{send, send_closed, send_live};
pub use verify::verify;

use draft::Draft;
use key::Sealing;
use manifest::Sums;
use place::Place;
use sealed_reader::SealedReader;
use sealed_writer::SealedWriter;
