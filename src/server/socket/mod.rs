//! The live doors: `GET /ws`, and, where WebSockets are blocked, `GET /live/events` together with
//! `POST /live/commands`.
//!
//! One task per connection, the same whatever carries it (`transport`). It reads commands, carries
//! them out one after the other, and writes what the hub has for its person; it ends with the
//! session, with the server, or when the peer has been silent for too long. Of an event stream each
//! tab is such a connection.

mod admission;
mod commands;
mod conversation;
mod event_stream;
mod events;
mod reader;
mod streams;
mod tab;
mod transport;
mod upgrade;
mod writer;

pub use events::listen;
pub use streams::Streams;
pub use tab::command;
pub use upgrade::upgrade;
