//! Instants as both sides exchange them.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// This instant, by the clock of the machine that this runs on.
    pub fn now() -> Self {
        #[cfg(feature = "hydrate")]
        let now = js_sys::Date::now() as i64;
        #[cfg(not(feature = "hydrate"))]
        let now = {
            use std::time::{SystemTime, UNIX_EPOCH};
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        };
        Self(now)
    }
}
