//! What a person can do, and whether they may. The doors (server functions, socket) come here and
//! nowhere else; only here the database is asked.

pub mod accounts;
pub mod conversations;
mod fanout;
pub mod messages;
pub mod people;
mod presence;
mod resume;
pub mod status;
mod typing;

pub use fanout::publish_commits;
pub use presence::{follow_presence, list_presences, note_departures};
pub use resume::{Missed, resume};
pub use typing::tell_typing;
