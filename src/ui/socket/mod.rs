//! The browser's end of the socket.
//!
//! [`Machine`] decides and is pure; the driver, in the browser only, does what it says.

mod backoff;
#[cfg(feature = "hydrate")]
mod driver;
mod link;
mod listener;
mod machine;
#[cfg(test)]
mod machine_tests;
#[cfg(feature = "hydrate")]
mod talk;
#[cfg(test)]
mod way_tests;

pub use backoff::Backoff;
#[cfg(feature = "hydrate")]
pub use driver::Socket;
pub use link::Link;
pub use listener::Listener;
pub use machine::{Action, Event, Machine, Way};
