//! What was written while somebody was Busy.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// This moment, in microseconds since the harness began; never zero.
pub fn now_micros() -> u64 {
    u64::try_from(START.elapsed().as_micros()).unwrap_or(u64::MAX).max(1)
}

/// When a text of ours was written: each says so behind its `@`.
pub fn written_at(text: &str) -> Option<u64> {
    let (_, after) = text.split_once('@')?;
    after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Since when somebody is Busy for certain; zero if they may be Available.
#[derive(Default)]
pub struct Busy(AtomicU64);

impl Busy {
    pub fn begin(&self) {
        self.0.store(now_micros(), Ordering::SeqCst);
    }

    pub fn end(&self) {
        self.0.store(0, Ordering::SeqCst);
    }

    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    /// Whether a text of somebody else's should wait.
    pub fn holds(&self, text: &str) -> bool {
        let since = self.0.load(Ordering::SeqCst);
        since > 0 && written_at(text).is_some_and(|at| since < at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_since_waits() {
        let before = format!("tab 1 @{}...", now_micros());
        let busy = Busy::default();
        std::thread::sleep(std::time::Duration::from_millis(1));
        assert!(!busy.holds(&before));
        busy.begin();
        std::thread::sleep(std::time::Duration::from_millis(1));
        let since = format!("tab 2 @{}...", now_micros());
        assert!(!busy.holds(&before) && busy.holds(&since));
        busy.end();
        assert!(!busy.holds(&since));
    }
}
