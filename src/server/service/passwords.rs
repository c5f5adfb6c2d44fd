//! Passwords, and the ways back for whoever has lost theirs.

use std::sync::Arc;

use super::accounts::{begin_session, find_by_login};
use crate::domain::{Field, Password, Problem, ProblemCode, Scope, Strength, UserId};
use crate::server::auth::{CurrentUser, GrantSecret, Passwords};
use crate::server::db::{AccountEdit, Ends, Grant, GrantKind, Session, User};
use crate::server::{App, Error};

/// How many recovery codes a person has at first.
pub const RECOVERY_CODES: usize = 10;

/// What the server thinks of a password, by what its owner has said `about` themselves.
pub fn judge(password: &str, about: &[&str]) -> Strength {
    match Password::parse(password.to_owned()) {
        Ok(password) => Passwords::strength(&password, about),
        Err(problem) => Strength { score: 0, problem: Some(problem) },
    }
}

/// Sets another password. All other sessions of the person end.
///
/// # Errors
/// [`ProblemCode::WrongPassword`] at [`Field::OldPassword`]; those of a new password.
pub async fn change(app: &App, current: &CurrentUser, old: &str, new: String) -> Result<(), Error> {
    let user = prove(app, current, old, Field::OldPassword).await?;
    let password_hash = hash_new(app, &user, new).await?;
    let ends = Ends::AllBut(current.session);
    let edit = AccountEdit { password_hash: Some(password_hash), ends, ..AccountEdit::default() };
    app.store.edit_account(user.id, edit).await?;
    Ok(())
}

/// Sets a new password for whoever has one of their recovery codes; that code is used up. All
/// sessions end, and one begins.
///
/// # Errors
/// [`ProblemCode::InvalidCode`] at [`Field::Code`] for every wrong pair, whether the person exists or
/// not; those of a new password, and the code is still good then.
pub async fn recover(
    app: &App,
    login: &str,
    code: &str,
    new: String,
    user_agent: &str,
) -> Result<Arc<Session>, Error> {
    let owner = find_by_login(app, login).map(|user| user.id);
    let grant = find_grant(app, code, GrantKind::Recovery);
    let grant = grant.filter(|grant| owner.is_some() && grant.user == owner);
    let grant = grant.ok_or_else(|| Problem::at(Field::Code, ProblemCode::InvalidCode))?;
    set_by_grant(app, &grant, new, user_agent).await
}

/// Whose password a reset link sets, if it is good still.
pub fn find_reset(app: &App, secret: &str) -> Option<Arc<User>> {
    let grant = find_grant(app, secret, GrantKind::Reset)?;
    app.store.find_user(grant.user?).filter(|user| !user.disabled)
}

/// Sets a new password for whoever has the administrator's link, which is used up. All sessions end,
/// and one begins.
///
/// # Errors
/// [`ProblemCode::InvalidCode`] at [`Field::Code`]; those of a new password, and the link is still
/// good then.
pub async fn reset(
    app: &App,
    secret: &str,
    new: String,
    user_agent: &str,
) -> Result<Arc<Session>, Error> {
    let grant = find_grant(app, secret, GrantKind::Reset);
    let grant = grant.ok_or_else(|| Problem::at(Field::Code, ProblemCode::InvalidCode))?;
    set_by_grant(app, &grant, new, user_agent).await
}

/// Makes new recovery codes, in place of those before; nobody can be shown them again.
///
/// # Errors
/// [`ProblemCode::WrongPassword`] at [`Field::Password`].
pub async fn renew_recovery_codes(
    app: &App,
    current: &CurrentUser,
    password: &str,
) -> Result<Vec<String>, Error> {
    let user = prove(app, current, password, Field::Password).await?;
    let codes = new_codes();
    let ids = codes.iter().map(GrantSecret::id).collect();
    let edit = AccountEdit { recovery_codes: Some(ids), ..AccountEdit::default() };
    app.store.edit_account(user.id, edit).await?;
    Ok(codes.iter().map(GrantSecret::expose).collect())
}

/// How many recovery codes a person has left.
pub fn count_recovery_codes(app: &App, user: UserId) -> usize {
    let grants = app.store.list_grants();
    let own = |grant: &&Arc<Grant>| grant.kind == GrantKind::Recovery && grant.user == Some(user);
    grants.iter().filter(own).count()
}

/// The codes of an account to be.
pub(super) fn new_codes() -> Vec<GrantSecret> {
    (0..RECOVERY_CODES).map(|_| GrantSecret::random()).collect()
}

/// A password for whom it is about, hashed, if it is good enough.
///
/// # Errors
/// Those of [`Password::parse`], and [`ProblemCode::WeakPassword`].
pub(super) async fn hash_new(app: &App, user: &User, new: String) -> Result<String, Error> {
    let password = Password::parse(new)?;
    let mut about = vec![user.username.as_str(), user.full_name.as_str()];
    about.extend(user.email.as_ref().map(crate::domain::Email::as_str));
    app.passwords.judge(&password, &about).await?;
    app.passwords.hash(&password).await
}

/// Who asks, once they have given their password.
///
/// # Errors
/// [`ProblemCode::WrongPassword`] at the field; [`ProblemCode::TooMany`].
pub(super) async fn prove(
    app: &App,
    current: &CurrentUser,
    password: &str,
    field: Field,
) -> Result<Arc<User>, Error> {
    current.require(Scope::Full)?;
    let user = app.store.find_user(current.user).ok_or(ProblemCode::SignedOut)?;
    if password.is_empty() {
        return Err(Problem::at(field, ProblemCode::Missing).into());
    }
    app.limits.count_password_try(user.id)?;
    match app.passwords.verify(Some(&user.password_hash), password).await? {
        true => Ok(user),
        false => Err(Problem::at(field, ProblemCode::WrongPassword).into()),
    }
}

fn find_grant(app: &App, secret: &str, kind: GrantKind) -> Option<Arc<Grant>> {
    let id = GrantSecret::parse(secret)?.id();
    app.store.find_grant(&id).filter(|grant| grant.kind == kind)
}

async fn set_by_grant(
    app: &App,
    grant: &Grant,
    new: String,
    user_agent: &str,
) -> Result<Arc<Session>, Error> {
    let user = grant.user.and_then(|user| app.store.find_user(user));
    let user = user.ok_or(ProblemCode::InvalidCode)?;
    if user.disabled {
        return Err(ProblemCode::AccountDisabled.into());
    }
    let edit = AccountEdit {
        password_hash: Some(hash_new(app, &user, new).await?),
        ends: Ends::All,
        spends: Some(grant.id.clone()),
        ..AccountEdit::default()
    };
    let user = app.store.edit_account(user.id, edit).await?;
    begin_session(app, &user, user_agent).await
}
