//! Signing up, logging in and out, another password.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, Method, StatusCode};
use axum::routing::on;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ProblemDetails;
use super::given::Given;
use super::operation::Operation;
use super::params::{Anybody, Me};
use super::profile::Profile;
use super::sessions::Ended;
use super::timestamp::Timestamp;
use crate::server::App;
use crate::server::auth::cookie::{expired_cookie, session_cookie};
use crate::server::service::{accounts, entry, passwords};

/// Who signs up.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignUp {
    #[schema(min_length = 1, max_length = 80, example = "Ana Núñez")]
    full_name: String,
    /// Letters a–z, digits, `.`, `_` and `-`; unique.
    #[schema(min_length = 2, max_length = 32, example = "ana")]
    username: String,
    /// A second name to log in with; nothing is ever sent to it.
    #[schema(max_length = 254)]
    #[serde(default)]
    email: String,
    #[schema(min_length = 8, max_length = 128, example = "seven quiet rivers")]
    password: String,
    /// The invite, where one is needed.
    #[schema(max_length = 100)]
    #[serde(default)]
    invite: String,
}

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LogIn {
    /// Username or e-mail address.
    #[schema(min_length = 1, example = "ana")]
    login: String,
    #[schema(min_length = 1, example = "seven quiet rivers")]
    password: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewPassword {
    #[schema(min_length = 1)]
    old_password: String,
    #[schema(min_length = 8, max_length = 128)]
    password: String,
}

/// A new session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LoggedIn {
    user: Profile,
    /// To be shown as `Authorization: Bearer`. The session's cookie is set as well.
    token: String,
    expires_at: Timestamp,
}

/// A new account, and its first session.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SignedUp {
    user: Profile,
    /// To be shown as `Authorization: Bearer`. The session's cookie is set as well.
    token: String,
    expires_at: Timestamp,
    /// Each sets a new password once, where the old one is lost. They cannot be shown again.
    recovery_codes: Vec<String>,
}

const TAG: &str = "Account";

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new(
            Method::POST,
            "/api/auth/signup",
            |method| on(method, sign_up),
            (TAG, "signUp"),
            "Make an account, and log in",
        )
        .takes::<SignUp>()
        .gives::<SignedUp>(201, "The account is there, and one is logged in.")
        .may_refuse(403, "Signing up is closed, or needs an invite that is good.")
        .may_refuse(409, "The username or e-mail address is taken."),
        Operation::new(
            Method::POST,
            "/api/auth/login",
            |method| on(method, log_in),
            (TAG, "logIn"),
            "Log in",
        )
        .takes::<LogIn>()
        .gives::<LoggedIn>(200, "One is logged in.")
        .may_refuse(401, "Username and password do not belong together.")
        .may_refuse(403, "The account is disabled."),
        Operation::new(
            Method::POST,
            "/api/auth/logout",
            |method| on(method, log_out),
            (TAG, "logOut"),
            "End this session, on every door",
        )
        .gives::<Ended>(200, "It has ended; its token is worth nothing any more."),
        Operation::new(
            Method::PUT,
            "/api/auth/password",
            |method| on(method, change_password),
            (TAG, "changePassword"),
            "Set another password",
        )
        .about("All other sessions end.")
        .takes::<NewPassword>()
        .gives::<Profile>(200, "It is set.")
        .may_refuse(403, "The old password is wrong."),
    ]
}

type Cookie = [(HeaderName, String); 1];

async fn sign_up(
    State(app): State<App>,
    Anybody(request): Anybody,
    Given(typed): Given<SignUp>,
) -> Result<(StatusCode, Cookie, Json<SignedUp>), ProblemDetails> {
    let SignUp { full_name, username, email, password, invite } = typed;
    let typed = accounts::SignUp { full_name, username, email, password, invite };
    let accounts::SignedUp { session, recovery_codes } =
        entry::sign_up(&app, &request, typed).await?;
    let answer = SignedUp {
        user: Profile::of(&app, session.user)?,
        token: app.tokens.sign(&session),
        expires_at: session.expires_at.into(),
        recovery_codes,
    };
    let cookie = [(SET_COOKIE, session_cookie(&app, &session).to_string())];
    Ok((StatusCode::CREATED, cookie, Json(answer)))
}

async fn log_in(
    State(app): State<App>,
    Anybody(request): Anybody,
    Given(typed): Given<LogIn>,
) -> Result<(Cookie, Json<LoggedIn>), ProblemDetails> {
    let session = entry::log_in(&app, &request, &typed.login, &typed.password).await?;
    let answer = LoggedIn {
        user: Profile::of(&app, session.user)?,
        token: app.tokens.sign(&session),
        expires_at: session.expires_at.into(),
    };
    Ok(([(SET_COOKIE, session_cookie(&app, &session).to_string())], Json(answer)))
}

async fn log_out(
    State(app): State<App>,
    Me(me): Me,
) -> Result<(Cookie, Json<Ended>), ProblemDetails> {
    accounts::log_out(&app, &me).await?;
    Ok(([(SET_COOKIE, expired_cookie(&app).to_string())], Json(Ended { ended: 1 })))
}

async fn change_password(
    State(app): State<App>,
    Me(me): Me,
    Given(new): Given<NewPassword>,
) -> Result<Json<Profile>, ProblemDetails> {
    passwords::change(&app, &me, &new.old_password, new.password).await?;
    Ok(Json(Profile::of(&app, me.user)?))
}
