//! Who is logged in as oneself: browsers, and programs with tokens of their own.

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::routing::on;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::ProblemDetails;
use super::given::Given;
use super::operation::Operation;
use super::params::{Me, Named};
use super::refusal::out_of_range;
use super::timestamp::Timestamp;
use super::whole::Whole;
use crate::domain::{ProblemCode, Scope, SessionId, SessionView};
use crate::server::App;
use crate::server::service::sessions;

/// A browser that is logged in, or a program's token.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session {
    #[schema(value_type = String, format = "uuid")]
    id: SessionId,
    /// What a program's token is called; `null` for a log-in.
    name: Option<String>,
    scope: ScopeName,
    user_agent: String,
    created_at: Timestamp,
    last_used: Timestamp,
    expires_at: Timestamp,
    /// It is the one that asks.
    is_current: bool,
    /// It has a connection open.
    is_connected: bool,
}

/// What a token may be used for.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum ScopeName {
    Read,
    Write,
    Full,
}

/// What a program's token may be used for.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
enum TokenScope {
    /// Reads, and follows live events.
    Read,
    /// Also sends, marks as seen and sets the status.
    Write,
}

/// All of one's sessions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Sessions {
    sessions: Vec<Session>,
}

/// How many sessions ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Ended {
    pub(super) ended: u64,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewToken {
    /// By which one will know it again.
    #[schema(min_length = 1, max_length = 60, example = "Weather station")]
    name: String,
    scope: TokenScope,
    /// How long it lasts.
    #[schema(value_type = u32, minimum = 1, maximum = 3650, default = 90, example = 90)]
    #[serde(default = "usual_days")]
    days: Whole,
}

/// A token that was made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Token {
    /// To be shown as `Authorization: Bearer`. It cannot be shown again.
    token: String,
    session: Session,
}

fn usual_days() -> Whole {
    Whole(90)
}

const TAG: &str = "Sessions";

pub(super) fn operations() -> Vec<Operation> {
    let id = json!({ "type": "string", "format": "uuid" });
    vec![
        Operation::new(
            Method::GET,
            "/api/sessions",
            |method| on(method, list),
            (TAG, "listSessions"),
            "All of one's sessions, programs' tokens among them",
        )
        .gives::<Sessions>(200, "This one first, then by when they were last used."),
        Operation::new(
            Method::DELETE,
            "/api/sessions",
            |method| on(method, end_others),
            (TAG, "endOtherSessions"),
            "End all other sessions",
        )
        .about("Their sockets close within a second. Programs' tokens end, too.")
        .gives::<Ended>(200, "They have ended."),
        Operation::new(
            Method::DELETE,
            "/api/sessions/{id}",
            |method| on(method, end),
            (TAG, "endSession"),
            "End a session, or revoke a token",
        )
        .named("id", "The session's `id`.", &id)
        .gives::<Ended>(200, "It has ended, its sockets among it."),
        Operation::new(
            Method::POST,
            "/api/tokens",
            |method| on(method, make_token),
            (TAG, "makeToken"),
            "Make a token for a program",
        )
        .takes::<NewToken>()
        .gives::<Token>(201, "The token, this once."),
    ]
}

async fn list(State(app): State<App>, Me(me): Me) -> Result<Json<Sessions>, ProblemDetails> {
    let all = sessions::list(&app, &me)?;
    Ok(Json(Sessions { sessions: all.into_iter().map(Session::from).collect() }))
}

async fn end_others(State(app): State<App>, Me(me): Me) -> Result<Json<Ended>, ProblemDetails> {
    let ended = sessions::end_others(&app, &me).await?;
    Ok(Json(Ended { ended: ended as u64 }))
}

async fn end(
    State(app): State<App>,
    Me(me): Me,
    Named(id): Named,
) -> Result<Json<Ended>, ProblemDetails> {
    let id = id.parse::<SessionId>().map_err(|_| ProblemCode::NotFound)?;
    sessions::end(&app, &me, id).await?;
    Ok(Json(Ended { ended: 1 }))
}

async fn make_token(
    State(app): State<App>,
    Me(me): Me,
    Given(new): Given<NewToken>,
) -> Result<(StatusCode, Json<Token>), ProblemDetails> {
    let days = u32::try_from(new.days.0).unwrap_or(u32::MAX);
    if !(1..=sessions::TOKEN_MAX_DAYS).contains(&days) {
        return Err(out_of_range("days", &(1..=u64::from(sessions::TOKEN_MAX_DAYS))));
    }
    let scope = match new.scope {
        TokenScope::Read => Scope::Read,
        TokenScope::Write => Scope::Write,
    };
    let (session, token) = sessions::make_token(&app, &me, &new.name, scope, days).await?;
    Ok((StatusCode::CREATED, Json(Token { token, session: session.into() })))
}

impl From<SessionView> for Session {
    fn from(view: SessionView) -> Self {
        Self {
            id: view.id,
            name: view.name,
            scope: match view.scope {
                Scope::Read => ScopeName::Read,
                Scope::Write => ScopeName::Write,
                Scope::Full => ScopeName::Full,
            },
            user_agent: view.user_agent,
            created_at: view.created_at.into(),
            last_used: view.last_used.into(),
            expires_at: view.expires_at.into(),
            is_current: view.is_current,
            is_connected: view.is_connected,
        }
    }
}
