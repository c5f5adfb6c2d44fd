//! What a tab shows, tested against a small make-believe server ([`world::World`]).

mod answers;
mod freshness;
mod happenings;
mod interleaving;
mod line;
mod log;
pub mod outbox;
mod own_messages;
mod resuming;
mod seen;
mod sidebar;
pub mod world;
