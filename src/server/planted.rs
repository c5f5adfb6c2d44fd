//! Faults that are built in on purpose, to see that the fault harness (`torture/`) notices each: a test
//! of the test. Only a build with the feature `planted` has them, and of those only the one that the
//! environment names; in every other build the question is answered "no" while compiling.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A message is acknowledged and told of before it is committed.
    AcknowledgeBeforeCommit,
    /// Nothing is synced to disk.
    NoSync,
    /// A client id that was used before is taken for a new one.
    NoDeduplication,
    /// Now and then a connection is not sent a frame.
    DropFrame,
    /// Now and then a message gets the number of the one before.
    ReuseSeq,
    /// A client that comes back is taken to know one commit more than it says.
    TokenOffByOne,
    /// Now and then a message does not wait for the Busy.
    LeakHeld,
}

/// Whether this fault is planted.
#[cfg(not(feature = "planted"))]
#[inline]
pub const fn is(_: Fault) -> bool {
    false
}

/// Whether it is planted, and this is the time.
#[cfg(not(feature = "planted"))]
#[inline]
pub const fn is_now(_: Fault) -> bool {
    false
}

#[cfg(feature = "planted")]
pub use chosen::{is, is_now};

#[cfg(feature = "planted")]
mod chosen {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::Fault;

    const VARIABLE: &str = "NATTER_PLANTED";
    /// Of so many times it is one.
    const NOW_AND_THEN: u64 = 200;

    static CHOSEN: LazyLock<Option<Fault>> = LazyLock::new(|| {
        let name = std::env::var(VARIABLE).ok()?;
        let fault = match name.as_str() {
            "acknowledge-before-commit" => Fault::AcknowledgeBeforeCommit,
            "no-sync" => Fault::NoSync,
            "no-deduplication" => Fault::NoDeduplication,
            "drop-frame" => Fault::DropFrame,
            "reuse-seq" => Fault::ReuseSeq,
            "token-off-by-one" => Fault::TokenOffByOne,
            "leak-held" => Fault::LeakHeld,
            _ => panic!("{VARIABLE}: no fault has the name {name}"),
        };
        tracing::warn!(?fault, "this build breaks a promise on purpose");
        Some(fault)
    });

    pub fn is(fault: Fault) -> bool {
        *CHOSEN == Some(fault)
    }

    pub fn is_now(fault: Fault) -> bool {
        static TIMES: AtomicU64 = AtomicU64::new(1);
        is(fault) && TIMES.fetch_add(1, Ordering::Relaxed).is_multiple_of(NOW_AND_THEN)
    }
}
