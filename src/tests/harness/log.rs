//! What the servers of this process log, all of it.

use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, Once};

use clap::Parser;
use natter::server::settings::Settings;

static LOG: LazyLock<Mutex<Vec<u8>>> = LazyLock::new(Mutex::default);

struct Capture;

impl Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Begins to keep the log, with everything in it that the program can be made to log.
pub fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let settings = Settings::parse_from(["natter", "--log", "trace"]);
        tracing_subscriber::fmt()
            .with_env_filter(settings.log_filter().expect("a filter"))
            .with_ansi(false)
            .with_writer(|| Capture)
            .init();
    });
}

/// The log up to now.
pub fn logged() -> String {
    String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned()
}
