//! How far something is, for somebody who watches.

use std::io::{IsTerminal, Write, stderr};

/// A line on the terminal that changes; nothing where there is none.
pub(super) struct Progress {
    is_shown: bool,
}

impl Progress {
    pub fn new() -> Self {
        Self { is_shown: stderr().is_terminal() }
    }

    /// So many rows are done.
    pub fn tell(&self, rows: u64) {
        if self.is_shown {
            eprint!("\r{rows} rows …");
            let _ = stderr().flush();
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            // To the line's beginning, and the rest of it gone.
            eprint!("\r\x1b[K");
        }
    }
}
