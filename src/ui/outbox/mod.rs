//! Where unsent messages wait: in the browser's database, for all tabs of their person, in the order
//! of writing, until they are durable on the server.
//!
//! In here they are only kept, and told to the other tabs. What they mean is decided in
//! [`crate::ui::state`], when they are sent in [`crate::ui::live`]. One page has one outbox.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
mod nowhere;

#[cfg(feature = "hydrate")]
pub use browser::{ask_to_clear, attend, forget, keep, leave, look, note, settle, stand};
#[cfg(not(feature = "hydrate"))]
pub use nowhere::{ask_to_clear, forget, keep, look, note, settle, stand};
