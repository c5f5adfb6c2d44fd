//! Signing up and logging in as every door lets people do it: with their tries counted.

use std::sync::Arc;

use super::accounts::{self, SignUp, SignedUp};
use crate::domain::ProblemCode;
use crate::server::db::Session;
use crate::server::metrics::{self, LogIn};
use crate::server::{App, Error, RequestContext};

/// As [`accounts::sign_up`], which one address can do so many times in an hour.
///
/// # Errors
/// Those, and [`ProblemCode::TooMany`].
pub async fn sign_up(
    app: &App,
    request: &RequestContext,
    typed: SignUp,
) -> Result<SignedUp, Error> {
    app.limits.count_sign_up(request.client_addr)?;
    accounts::sign_up(app, typed, &request.user_agent).await
}

/// As [`accounts::log_in`], with a delay that grows with the failures from where this comes.
///
/// # Errors
/// Those, and [`ProblemCode::TooMany`], whether the password is right or not and whether the person
/// exists or not.
pub async fn log_in(
    app: &App,
    request: &RequestContext,
    login: &str,
    password: &str,
) -> Result<Arc<Session>, Error> {
    let user = accounts::find_by_login(app, login);
    let known = user.and_then(|user| app.devices.find(&request.device_cookie, user.id));
    if known.is_none() {
        // Before anything is counted: what is not looked at is no try.
        app.passwords.check_room_for_strangers()?;
    }
    let begun = app.limits.begin_log_in(login, request.client_addr, known);
    let this = begun.inspect_err(|_| {
        tracing::warn!(address = %request.client_addr, "too many log-ins from here, or to there");
        metrics::log_in(LogIn::Refused);
    })?;
    let entered = accounts::log_in(app, login, password, &request.user_agent).await;
    match &entered {
        Ok(_) => {
            metrics::log_in(LogIn::Right);
            this.succeeded();
        }
        Err(Error::Problem(problem)) if problem.code == ProblemCode::WrongCredentials => {
            metrics::log_in(LogIn::Wrong);
        }
        Err(_) => this.take_back(),
    }
    entered
}
