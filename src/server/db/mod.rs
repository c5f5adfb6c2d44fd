//! What is kept, and the only place that knows how: SurrealDB, embedded.
//!
//! A [`Store`] answers hot questions from memory and sends every write to one writer task, which
//! commits what is waiting as one transaction (one fsync), then brings memory up to date, then
//! answers, then says what changed ([`Commit`]). Nothing is acknowledged that is not on disk.
//!
//! Rows become domain values here and nowhere else. Message bodies and data keys pass as the
//! sealed bytes that they are.

mod account_edit;
mod commit;
mod conversation;
mod engine;
mod error;
mod folder;
mod former_name;
mod grant;
mod heads;
mod held;
mod home;
mod kept_copy;
mod load;
mod message;
mod meta;
mod migrations;
mod opening;
mod options;
mod people;
mod pieces;
mod reading_copy;
mod record;
mod record_id;
mod restoring;
mod row;
mod row_counts;
mod session;
mod shared;
mod snapshot;
mod storage_log;
mod store;
mod stored_value;
mod taken_back;
#[cfg(test)]
mod tests;
mod tuning;
mod user;
mod waiting;
mod writer;
mod writes;

pub use account_edit::{AccountEdit, Ends};
pub use commit::{Audience, Change, Commit};
pub use conversation::{Conversation, Member};
pub use error::DbError;
pub use grant::{Grant, GrantId, GrantKind};
pub use heads::Changes;
pub use held::HeldRow;
pub use message::{Appended, MessageRow, NewMessage, TakenBack, Written};
pub use options::{KeyCheck, StoreOptions};
pub use pieces::{Cut, Piece, Pieces, read_closed};
pub use restoring::Restoring;
pub use row_counts::RowCounts;
pub use session::{NewSession, Session};
pub use store::Store;
pub use user::{NewUser, User};
