//! What a tab shows, tested against a small make-believe server ([`world::World`]).

mod freshness;
mod interleaving;
mod log;
mod own_messages;
mod resuming;
mod seen;
mod sidebar;
mod world;
