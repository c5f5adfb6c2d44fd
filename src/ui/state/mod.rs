//! What a tab knows: plain structs, no view code.
//!
//! [`ChatState`] is fed from two sides, by pages (fetched, each a picture of one moment) and by
//! facts (heard over the socket). All merging is monotone, cursors by maximum, messages by number,
//! so that neither the order between pages and facts nor a repetition changes what comes out.

mod chat_state;
mod facts;
mod freshness;
mod held_lines;
mod lines;
mod message_log;
mod missed;
mod need;
mod outbox;
mod own_messages;
mod pages;
mod pending;
mod presences;
mod progress;
mod seen;
mod showing;
mod sidebar;
mod stamped;
#[cfg(test)]
pub(in crate::ui) mod tests;
mod thread;
mod typing;

pub use chat_state::ChatState;
pub use lines::{LineKey, LineState, Log, LogLine};
pub use need::Need;
pub use outbox::{read_entries, read_settled};
pub use pending::{Outcome, Pending, PendingState};
pub use progress::When;
