//! A server to try things on, and people who use it.

mod client;
mod log;
mod server;
mod socket;

pub use client::Client;
pub use log::logged;
pub use server::TestServer;
pub use socket::{Heard, Socket};

use std::time::Duration;

/// Whatever is waited for comes within this, or the test fails.
pub const IN_TIME: Duration = Duration::from_secs(5);
