//! What people see, on both sides: rendered by the server, taken over by the browser.

pub mod clock;
pub mod components;
pub mod effect;
pub mod live;
pub mod outbox;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod plain;
pub mod socket;
pub mod state;
pub mod tabs;
