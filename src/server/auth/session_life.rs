//! How long a session lasts.

use crate::domain::UnixMillis;
use crate::server::db::Session;

/// A session that is not used ends after so many days.
pub const SESSION_LIFE_DAYS: i64 = 30;

/// How exactly it is known when a session was used last.
const NOTED_EVERY_MS: i64 = 10 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// For a session that is used now: this instant, and when it expires.
pub fn session_times() -> (UnixMillis, UnixMillis) {
    let UnixMillis(now) = UnixMillis::now();
    (UnixMillis(now), UnixMillis(now + SESSION_LIFE_DAYS * DAY_MS))
}

/// Whether a session was last renewed so long ago that using it should be noted: not every request
/// writes.
pub fn is_due_for_renewal(session: &Session) -> bool {
    UnixMillis::now().0 - session.last_used.0 > NOTED_EVERY_MS
}
