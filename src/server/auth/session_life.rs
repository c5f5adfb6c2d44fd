//! How long a session lasts.

use std::sync::Arc;

use super::CurrentUser;
use crate::domain::UnixMillis;
use crate::server::App;
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

/// Notes that a session is used, if that was noted long enough ago: not every request writes. A
/// browser's then lasts longer, a program's token as long as its person said. Gives the session as it is
/// then; `None` if there was nothing to note.
pub async fn renew(app: &App, current: &CurrentUser) -> Option<Arc<Session>> {
    let session = app.store.find_session(current.session).filter(|session| is_due(session))?;
    let (last_used, browsers_expire_at) = session_times();
    let expires_at = session.name.as_ref().map_or(browsers_expire_at, |_| session.expires_at);
    if let Err(error) = app.store.renew_session(current.session, last_used, expires_at).await {
        tracing::warn!(%error, "a session was not renewed");
        return None;
    }
    // Looked up anew: it may have been ended meanwhile.
    app.store.find_session(current.session)
}

fn is_due(session: &Session) -> bool {
    UnixMillis::now().0 - session.last_used.0 > NOTED_EVERY_MS
}
