//! Signing up, logging in, logging out.

use std::sync::Arc;

use super::administration::is_invite_good;
use super::passwords::new_codes;
use crate::domain::{Email, Field, FullName, Password, Problem, ProblemCode, Scope, Username};
use crate::server::auth::{CurrentUser, GrantSecret, session_times};
use crate::server::db::{GrantId, NewSession, NewUser, Session, User};
use crate::server::{App, Error};

/// What somebody typed to sign up.
pub struct SignUp {
    pub full_name: String,
    pub username: String,
    /// Empty for none.
    pub email: String,
    pub password: String,
    /// The invite's secret; empty for none.
    pub invite: String,
}

/// A new account.
pub struct SignedUp {
    /// Its first session.
    pub session: Arc<Session>,
    /// The person's recovery codes, which cannot be shown again.
    pub recovery_codes: Vec<String>,
}

/// Makes an account and its first session.
///
/// # Errors
/// The first problem, in the order of the form, at its field: those of the domain's parsers,
/// [`ProblemCode::WeakPassword`], [`ProblemCode::Taken`]. Before all others
/// [`ProblemCode::SignUpClosed`], [`ProblemCode::InviteNeeded`] or [`ProblemCode::InvalidCode`] at
/// [`Field::Invite`]; an invite that was given is spent in every mode.
pub async fn sign_up(app: &App, typed: SignUp, user_agent: &str) -> Result<SignedUp, Error> {
    let invite = admit(app, &typed.invite)?;
    let full_name = FullName::parse(&typed.full_name)?;
    let username = Username::parse(&typed.username)?;
    let email = Email::parse_optional(&typed.email)?;
    if app.store.find_user_by_username(&username).is_some() {
        return Err(Problem::at(Field::Username, ProblemCode::Taken).into());
    }
    if email.as_ref().is_some_and(|email| app.store.find_user_by_email(email).is_some()) {
        return Err(Problem::at(Field::Email, ProblemCode::Taken).into());
    }
    let password = Password::parse(typed.password)?;
    let about_them = [full_name.as_str(), username.as_str()];
    let about_them: Vec<&str> =
        about_them.into_iter().chain(email.as_ref().map(Email::as_str)).collect();
    app.passwords.judge(&password, &about_them).await?;
    let password_hash = app.passwords.hash(&password).await?;
    let codes = new_codes();
    let recovery_codes = codes.iter().map(GrantSecret::id).collect();
    let new = NewUser { username, email, full_name, password_hash, invite, recovery_codes };
    let user = app.store.insert_user(new).await?;
    let session = begin_session(app, &user, user_agent).await?;
    Ok(SignedUp { session, recovery_codes: codes.iter().map(GrantSecret::expose).collect() })
}

/// Whether somebody with this invite, empty for none, could sign up now.
///
/// # Errors
/// As those about invites of [`sign_up`].
pub fn check_invite(app: &App, invite: &str) -> Result<(), Problem> {
    admit(app, invite).map(drop)
}

/// Whether somebody may sign up at all; with which invite.
fn admit(app: &App, invite: &str) -> Result<Option<GrantId>, Problem> {
    let refuse = |code| Err(Problem::at(Field::Invite, code));
    let mode = app.settings.sign_up;
    match invite.trim() {
        _ if mode.is_closed() => refuse(ProblemCode::SignUpClosed),
        "" if mode.needs_invite() => refuse(ProblemCode::InviteNeeded),
        "" => Ok(None),
        invite if !is_invite_good(app, invite) => refuse(ProblemCode::InvalidCode),
        invite => Ok(GrantSecret::parse(invite).map(|secret| secret.id())),
    }
}

/// Begins a session for whoever knows the username or e-mail address and the password.
///
/// # Errors
/// [`ProblemCode::Missing`] at the empty field; [`ProblemCode::WrongCredentials`] for every wrong
/// pair, the same and after the same work whether the person exists or not;
/// [`ProblemCode::AccountDisabled`] for a right one.
pub async fn log_in(
    app: &App,
    login: &str,
    password: &str,
    user_agent: &str,
) -> Result<Arc<Session>, Error> {
    if login.trim().is_empty() {
        return Err(Problem::at(Field::Login, ProblemCode::Missing).into());
    }
    if password.is_empty() {
        return Err(Problem::at(Field::Password, ProblemCode::Missing).into());
    }
    let user = find_by_login(app, login);
    // Of an account without a password nothing can be verified.
    let hash = user.as_ref().map(|user| user.password_hash.as_str());
    let hash = hash.filter(|hash| !hash.is_empty());
    let right = app.passwords.verify(hash, password).await?;
    match user {
        Some(user) if right && user.disabled => Err(ProblemCode::AccountDisabled.into()),
        Some(user) if right => begin_session(app, &user, user_agent).await,
        _ => Err(ProblemCode::WrongCredentials.into()),
    }
}

/// Ends the session on every door; its sockets are closed.
///
/// # Errors
/// Only those of the database.
pub async fn log_out(app: &App, current: &CurrentUser) -> Result<(), Error> {
    Ok(app.store.revoke_session(current.session).await?)
}

/// Whose username or e-mail address this is.
pub(super) fn find_by_login(app: &App, login: &str) -> Option<Arc<User>> {
    let by_username =
        || Username::parse(login).ok().and_then(|name| app.store.find_user_by_username(&name));
    let by_email = || Email::parse(login).ok().and_then(|mail| app.store.find_user_by_email(&mail));
    by_username().or_else(by_email)
}

pub(super) async fn begin_session(
    app: &App,
    user: &User,
    user_agent: &str,
) -> Result<Arc<Session>, Error> {
    const USER_AGENT_MAX_CHARS: usize = 300;
    let (last_used, expires_at) = session_times();
    let user_agent = user_agent.chars().take(USER_AGENT_MAX_CHARS).collect();
    let new = NewSession {
        user: user.id,
        user_agent,
        created_at: last_used,
        expires_at,
        name: None,
        scope: Scope::Full,
    };
    Ok(app.store.insert_session(new).await?)
}
