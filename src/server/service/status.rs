//! Available or Busy, and what one shows of oneself.

use super::people;
use crate::domain::{Account, Person, Scope, Status};
use crate::server::auth::CurrentUser;
use crate::server::{App, Error};

/// Sets whether others' messages reach this person. Once Available, what waited arrives.
///
/// # Errors
/// [`crate::domain::ProblemCode::Unavailable`] if it could not be written.
pub async fn set_status(app: &App, current: &CurrentUser, status: Status) -> Result<Person, Error> {
    current.require(Scope::Write)?;
    let user = app.store.set_status(current.user, status).await?;
    Ok(people::card(app, &user))
}

/// Sets whether others are shown what this person sees from now on, and the reverse.
///
/// # Errors
/// [`crate::domain::ProblemCode::Unavailable`] if it could not be written.
pub async fn set_sends_seen(
    app: &App,
    current: &CurrentUser,
    sends_seen: bool,
) -> Result<Account, Error> {
    current.require(Scope::Full)?;
    let user = app.store.set_sends_seen(current.user, sends_seen).await?;
    Ok(people::account(app, &user))
}
