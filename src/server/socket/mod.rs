//! The live door: `GET /ws`, authenticated as the upgrade is asked for.
//!
//! One task per connection. It reads commands, carries them out one after the other, and writes
//! what the hub has for its person; it ends with the session, with the server, or when the peer has
//! been silent for two heartbeats.

mod commands;
mod conversation;
mod origin;
mod reader;
mod upgrade;
mod writer;

pub use upgrade::upgrade;
