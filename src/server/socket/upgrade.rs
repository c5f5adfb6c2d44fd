//! From a request to a socket.

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::conversation::converse;
use super::origin::is_own_origin;
use crate::domain::{Problem, ProblemCode};
use crate::protocol::FRAME_MAX_BYTES;
use crate::server::App;
use crate::server::auth::{bearer_token, find_current_user};

/// axum's defaults are 128 KiB each way: a hundred idle tabs would hold 25 MB for nothing.
const BUFFER_BYTES: usize = 4 * 1024;
/// More than this unsent, and writing waits.
const WRITE_BUFFER_MAX_BYTES: usize = 256 * 1024;
/// Up to here a message is read to its end, though one above [`FRAME_MAX_BYTES`] is then refused:
/// a peer that is cut off in the middle would not see why.
const READ_MAX_BYTES: usize = 4 * FRAME_MAX_BYTES;

/// `GET /ws`. A browser shows its cookie and is asked where its page comes from; a program shows
/// `Authorization: Bearer`.
///
/// Refused with 401 to strangers, 403 to other sites' pages, 503 while the server stops.
pub async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Some(current) = find_current_user(&app, &headers) else {
        return refuse(ProblemCode::SignedOut);
    };
    let public = app.settings.public_url.as_ref().map(|url| url.authority());
    if bearer_token(&headers).is_none() && !is_own_origin(public, &headers) {
        return refuse(ProblemCode::ForeignOrigin);
    }
    if app.stopping.is_cancelled() {
        return refuse(ProblemCode::Unavailable);
    }
    match upgrade {
        Ok(upgrade) => upgrade
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_write_buffer_size(WRITE_BUFFER_MAX_BYTES)
            .max_message_size(READ_MAX_BYTES)
            .max_frame_size(READ_MAX_BYTES)
            .on_upgrade(move |socket| converse(app, current, socket)),
        Err(_) => refuse(ProblemCode::MalformedRequest),
    }
}

fn refuse(code: ProblemCode) -> Response {
    let status = axum::http::StatusCode::from_u16(code.status()).unwrap_or_default();
    (status, axum::Json(Problem::from(code))).into_response()
}
