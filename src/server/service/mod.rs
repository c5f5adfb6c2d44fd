//! What a person can do, and whether they may. The doors (server functions, socket) come here and
//! nowhere else; only here the database is asked. Whoever shows a token of narrow scope is stopped here
//! ([`crate::server::auth::CurrentUser::require`]), whichever door they came by.

pub mod accounts;
pub mod administration;
pub mod conversations;
pub mod deletion;
pub mod entry;
pub mod export;
mod fanout;
pub mod inspection;
pub mod messages;
pub mod passwords;
pub mod people;
mod presence;
pub mod profile;
mod resume;
pub mod sessions;
pub mod status;
mod typing;

pub use fanout::publish_commits;
pub use presence::{follow_presence, list_presences, note_departures};
pub use resume::{Missed, resume};
pub use typing::tell_typing;
