//! What whoever runs the server can do, by its commands; nobody gets here over the network.

use std::sync::Arc;

use super::deletion;
use crate::domain::{FullName, ProblemCode, UnixMillis, Username};
use crate::server::auth::GrantSecret;
use crate::server::db::{AccountEdit, Ends, Grant, GrantKind, NewUser, User};
use crate::server::{App, Error};

/// How long a reset link is good.
pub const RESET_HOURS: i64 = 24;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Makes an account without a password, and the secret of the link by which its person sets one.
///
/// # Errors
/// Those of the domain's parsers, and [`ProblemCode::Taken`].
pub async fn create_user(
    app: &App,
    username: &str,
    full_name: &str,
) -> Result<(Arc<User>, String), Error> {
    let new = NewUser {
        username: Username::parse(username)?,
        email: None,
        full_name: FullName::parse(full_name)?,
        // Nothing verifies against it.
        password_hash: String::new(),
        invite: None,
        recovery_codes: vec![],
    };
    let user = app.store.insert_user(new).await?;
    let secret = make_reset(app, user.username.as_str()).await?;
    Ok((user, secret))
}

/// The secret of a link by which somebody sets a new password, once, within a day.
///
/// # Errors
/// [`ProblemCode::NotFound`].
pub async fn make_reset(app: &App, username: &str) -> Result<String, Error> {
    let user = get_user(app, username)?;
    make_grant(app, GrantKind::Reset, Some(&user), 1, RESET_HOURS).await
}

/// The secret of a link by which people sign up, so many of them, within so many days.
///
/// # Errors
/// [`ProblemCode::MalformedRequest`] for none or for too many of either.
pub async fn make_invite(app: &App, uses: u32, days: u32) -> Result<String, Error> {
    if !(1..=10_000).contains(&uses) || !(1..=3_650).contains(&days) {
        return Err(ProblemCode::MalformedRequest.into());
    }
    make_grant(app, GrantKind::Invite, None, uses, i64::from(days) * 24).await
}

/// Whether an invite is good still.
pub fn is_invite_good(app: &App, secret: &str) -> bool {
    let id = GrantSecret::parse(secret).map(|secret| secret.id());
    let grant = id.and_then(|id| app.store.find_grant(&id));
    grant.is_some_and(|grant| grant.kind == GrantKind::Invite)
}

/// Keeps somebody out, all sessions ended, or lets them in again.
///
/// # Errors
/// [`ProblemCode::NotFound`].
pub async fn set_disabled(app: &App, username: &str, disabled: bool) -> Result<Arc<User>, Error> {
    let user = get_user(app, username)?;
    let ends = if disabled { Ends::All } else { Ends::None };
    let edit = AccountEdit { disabled: Some(disabled), ends, ..AccountEdit::default() };
    Ok(app.store.edit_account(user.id, edit).await?)
}

/// Ends all sessions of somebody.
///
/// # Errors
/// [`ProblemCode::NotFound`].
pub async fn end_sessions(app: &App, username: &str) -> Result<(), Error> {
    let user = get_user(app, username)?;
    let edit = AccountEdit { ends: Ends::All, ..AccountEdit::default() };
    app.store.edit_account(user.id, edit).await?;
    Ok(())
}

/// Deletes an account, as its own person could.
///
/// # Errors
/// [`ProblemCode::NotFound`].
pub async fn delete_user(app: &App, username: &str) -> Result<(), Error> {
    let user = get_user(app, username)?;
    deletion::erase(app, user.id).await
}

fn get_user(app: &App, username: &str) -> Result<Arc<User>, Error> {
    let user = app.store.find_user_by_username(&Username::parse(username)?);
    Ok(user.filter(|user| !user.deleted).ok_or(ProblemCode::NotFound)?)
}

async fn make_grant(
    app: &App,
    kind: GrantKind,
    user: Option<&User>,
    uses_left: u32,
    hours: i64,
) -> Result<String, Error> {
    let (secret, created_at) = (GrantSecret::random(), UnixMillis::now());
    let grant = Grant {
        id: secret.id(),
        kind,
        user: user.map(|user| user.id),
        created_at,
        expires_at: Some(UnixMillis(created_at.0 + hours * HOUR_MS)),
        uses_left,
    };
    app.store.insert_grant(grant).await?;
    Ok(secret.expose())
}
