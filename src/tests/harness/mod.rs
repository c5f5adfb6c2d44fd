//! A server to try things on, and people who use it.

mod administrator;
mod client;
mod event_stream;
mod log;
mod program;
mod server;
mod socket;

pub use administrator::{Administrator, run};
pub use client::Client;
pub use event_stream::{Caller, EventStream, hello};
pub use log::logged;
pub use program::{Program, Reply, sign_up_json};
pub use server::TestServer;
pub use socket::{BROKEN_OFF, Heard, Socket};

use std::time::{Duration, Instant};

/// Whatever is waited for comes within this, or the test fails.
pub const IN_TIME: Duration = Duration::from_secs(5);

/// Waits for something that cannot be heard.
pub async fn until(holds: impl Fn() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < IN_TIME);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
