//! This machine's clock.

use crate::domain::UnixMillis;

/// What time it is, by the clock of the machine that this runs on.
#[cfg(feature = "hydrate")]
pub fn now() -> UnixMillis {
    UnixMillis(js_sys::Date::now() as i64)
}

/// What time it is, by the clock of the machine that this runs on.
#[cfg(not(feature = "hydrate"))]
pub fn now() -> UnixMillis {
    use std::time::{SystemTime, UNIX_EPOCH};
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
