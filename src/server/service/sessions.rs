//! A person's sessions: browsers, and programs' tokens.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::domain::{Field, Problem, ProblemCode, Scope, SessionId, SessionView, UnixMillis};
use crate::server::auth::{CurrentUser, session_times};
use crate::server::db::{AccountEdit, Ends, NewSession, Session};
use crate::server::{App, Error};

/// Most characters of a token's name.
pub const TOKEN_NAME_MAX_CHARS: usize = 60;
/// No token lasts longer.
pub const TOKEN_MAX_DAYS: u32 = 3_650;
/// More tokens nobody keeps apart.
pub const TOKENS_MAX: usize = 50;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// All of whoever asks: this one first, then by when they were used last.
///
/// # Errors
/// Only that of the scope.
pub fn list(app: &App, current: &CurrentUser) -> Result<Vec<SessionView>, Error> {
    current.require(Scope::Full)?;
    let sessions = app.store.list_sessions_of(current.user);
    let mut views: Vec<_> = sessions.iter().map(|session| view(app, current, session)).collect();
    views.sort_by_key(|view| (!view.is_current, Reverse(view.last_used), view.id.to_string()));
    Ok(views)
}

/// Ends one of one's own, on every door; its connections are closed.
///
/// # Errors
/// [`ProblemCode::NotFound`] for any other.
pub async fn end(app: &App, current: &CurrentUser, session: SessionId) -> Result<(), Error> {
    current.require(Scope::Full)?;
    let found = app.store.find_session(session);
    found.filter(|found| found.user == current.user).ok_or(ProblemCode::NotFound)?;
    Ok(app.store.revoke_session(session).await?)
}

/// Ends all of one's own but the one that asks; says how many there were.
///
/// # Errors
/// Only those of the database.
pub async fn end_others(app: &App, current: &CurrentUser) -> Result<usize, Error> {
    current.require(Scope::Full)?;
    let count = app.store.list_sessions_of(current.user).len().saturating_sub(1);
    let edit = AccountEdit { ends: Ends::AllBut(current.session), ..AccountEdit::default() };
    app.store.edit_account(current.user, edit).await?;
    Ok(count)
}

/// Makes a token for a program: a session of its own, with a name. What is returned beside it goes
/// behind `Authorization: Bearer`, and cannot be shown again.
///
/// # Errors
/// [`ProblemCode::Missing`], [`ProblemCode::TooLong`] or [`ProblemCode::ForbiddenCharacter`] at
/// [`Field::Name`]; [`ProblemCode::MalformedRequest`] at [`Field::Scope`] or [`Field::Expiry`];
/// [`ProblemCode::TooMany`] where there are [`TOKENS_MAX`] already.
pub async fn make_token(
    app: &App,
    current: &CurrentUser,
    name: &str,
    scope: Scope,
    days: u32,
) -> Result<(SessionView, String), Error> {
    current.require(Scope::Full)?;
    let name = parse_name(name)?;
    if scope == Scope::Full {
        return Err(Problem::at(Field::Scope, ProblemCode::MalformedRequest).into());
    }
    if !(1..=TOKEN_MAX_DAYS).contains(&days) {
        return Err(Problem::at(Field::Expiry, ProblemCode::MalformedRequest).into());
    }
    let sessions = app.store.list_sessions_of(current.user);
    if sessions.iter().filter(|session| session.name.is_some()).count() >= TOKENS_MAX {
        return Err(Problem::at(Field::Name, ProblemCode::TooMany).into());
    }
    let (created_at, _) = session_times();
    let new = NewSession {
        user: current.user,
        user_agent: String::new(),
        created_at,
        expires_at: UnixMillis(created_at.0 + i64::from(days) * DAY_MS),
        name: Some(name),
        scope,
    };
    let session = app.store.insert_session(new).await?;
    Ok((view(app, current, &session), app.tokens.sign(&session)))
}

fn view(app: &App, current: &CurrentUser, session: &Arc<Session>) -> SessionView {
    SessionView {
        id: session.id,
        name: session.name.clone(),
        scope: session.scope,
        user_agent: session.user_agent.clone(),
        created_at: session.created_at,
        last_used: session.last_used,
        expires_at: session.expires_at,
        is_current: session.id == current.session,
        is_connected: app.hub.is_connected(session.id),
    }
}

fn parse_name(typed: &str) -> Result<String, Problem> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let refuse = |code| Err(Problem::at(Field::Name, code));
    match name.chars().count() {
        0 => refuse(ProblemCode::Missing),
        n if n > TOKEN_NAME_MAX_CHARS => refuse(ProblemCode::TooLong),
        _ if name.chars().any(char::is_control) => refuse(ProblemCode::ForbiddenCharacter),
        _ => Ok(name),
    }
}
