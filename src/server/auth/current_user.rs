//! Who asks.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::cookie::find_session_token;
use crate::domain::{Problem, ProblemCode, Scope, SessionId, UserId};
use crate::server::App;

/// Somebody who showed a valid token of a living session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUser {
    pub user: UserId,
    pub session: SessionId,
    /// What the session may be used for.
    pub scope: Scope,
}

impl CurrentUser {
    /// Services ask it first, so that no door need remember to.
    ///
    /// # Errors
    /// [`ProblemCode::ScopeTooNarrow`] for a session that may not do what needs this scope.
    pub fn require(&self, needed: Scope) -> Result<(), Problem> {
        match self.scope.allows(needed) {
            true => Ok(()),
            false => Err(ProblemCode::ScopeTooNarrow.into()),
        }
    }
}

/// Who sent these headers: a program by `Authorization: Bearer`, a browser by its cookie. `None`
/// unless the token is ours and unexpired, and its session lives and is that person's. A request
/// that shows a Bearer token is judged by that alone.
pub fn find_current_user(app: &App, headers: &HeaderMap) -> Option<CurrentUser> {
    let token = match bearer_token(headers) {
        Some(token) => token.to_owned(),
        None => find_session_token(app, headers)?,
    };
    let (session, user) = app.tokens.read(&token)?;
    let live = app.store.find_session(session)?;
    (live.user == user).then_some(CurrentUser { user, session, scope: live.scope })
}

/// The token of `Authorization: Bearer`, which no browser sends by itself.
pub(in crate::server) fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
