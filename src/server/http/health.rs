//! `GET /healthz`: whether messages can be taken.

use axum::extract::State;
use axum::http::StatusCode;

use crate::server::App;

/// 200 while the database takes writes, otherwise 503; a word for people in the body.
pub(super) async fn healthz(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.store.check_writable().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(error) => {
            tracing::warn!(%error, "the database takes no writes");
            (StatusCode::SERVICE_UNAVAILABLE, "the database takes no writes\n")
        }
    }
}
