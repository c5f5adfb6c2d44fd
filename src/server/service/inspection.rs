//! What whoever runs the server can look at, by its commands; nobody gets here over the network.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{ProblemCode, SessionId, UserId, Username};
use crate::server::db::{GrantKind, RowCounts, Session, User};
use crate::server::{App, Error};

/// An account, and whether it is in use.
pub struct Inspected {
    pub user: Arc<User>,
    pub online: bool,
    pub sessions: usize,
}

/// A session, and whose it is.
pub struct InspectedSession {
    pub user: Arc<User>,
    pub session: Arc<Session>,
    /// A connection of it is open.
    pub is_connected: bool,
}

/// Everybody with an account, by username.
pub fn list_users(app: &App) -> Vec<Inspected> {
    let mut sessions: HashMap<UserId, usize> = HashMap::new();
    for session in app.store.list_sessions() {
        *sessions.entry(session.user).or_default() += 1;
    }
    let users = app.store.list_users().into_iter().filter(|user| !user.deleted);
    let mut users: Vec<Inspected> = users
        .map(|user| Inspected {
            online: app.hub.is_online(user.id),
            sessions: sessions.get(&user.id).copied().unwrap_or_default(),
            user,
        })
        .collect();
    users.sort_by(|one, other| one.user.username.cmp(&other.user.username));
    users
}

/// Somebody's sessions, or everybody's: by username, then by when they were used last.
///
/// # Errors
/// [`ProblemCode::NotFound`] if nobody has the name.
pub fn list_sessions(app: &App, username: Option<&str>) -> Result<Vec<InspectedSession>, Error> {
    let sessions = match username {
        Some(username) => app.store.list_sessions_of(get_user(app, username)?.id),
        None => app.store.list_sessions(),
    };
    let inspected = sessions.into_iter().filter_map(|session| {
        let user = app.store.find_user(session.user)?;
        let is_connected = app.hub.is_connected(session.id);
        Some(InspectedSession { user, session, is_connected })
    });
    let mut inspected: Vec<InspectedSession> = inspected.collect();
    inspected.sort_by_cached_key(|one| {
        (one.user.username.clone(), Reverse(one.session.last_used), one.session.id)
    });
    Ok(inspected)
}

/// Ends anybody's session, on every door; its connections are closed.
///
/// # Errors
/// [`ProblemCode::NotFound`] if no such session lives.
pub async fn end_session(app: &App, session: SessionId) -> Result<(), Error> {
    app.store.find_session(session).ok_or(ProblemCode::NotFound)?;
    Ok(app.store.revoke_session(session).await?)
}

/// How many there are of what is kept.
pub fn count_rows(app: &App) -> RowCounts {
    app.store.count_rows()
}

/// Whether nobody has an account, nor an invitation to make one.
pub fn is_deserted(app: &App) -> bool {
    let is_invite = |kind| kind == GrantKind::Invite;
    app.store.list_users().is_empty()
        && !app.store.list_grants().iter().any(|grant| is_invite(grant.kind))
}

/// Who has this username, or had it before: their name may be another by now.
///
/// # Errors
/// [`ProblemCode::NotFound`], also for an account that was deleted; those of a name that is none.
pub fn get_user(app: &App, username: &str) -> Result<Arc<User>, Error> {
    let user = app.store.find_user_by_username(&Username::parse(username)?);
    Ok(user.filter(|user| !user.deleted).ok_or(ProblemCode::NotFound)?)
}

/// Whether what was typed is the person's username of today.
pub fn is_called(user: &User, typed: &str) -> bool {
    Username::parse(typed).is_ok_and(|typed| typed == user.username)
}
