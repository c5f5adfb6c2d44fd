//! A refusal as an HTTP answer: its status and the problem as JSON, the same from every part of
//! this door.

use std::any::Any;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::{Problem, ProblemCode};
use crate::server::Error;

const PROBLEM_MAX_BYTES: usize = 64 * 1024;

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after_secs = self.retry_after_secs;
        let mut response = (status, Json(self)).into_response();
        if let Some(secs) = retry_after_secs {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        response
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.into_problem().into_response()
    }
}

/// What is left of a request whose handler panicked.
pub(super) fn answer_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic.downcast_ref::<String>().cloned();
    let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
    Error::Internal(said.unwrap_or_else(|| "a handler panicked".into())).into_response()
}

/// The problem in the body of such an answer; something unknown is our own fault.
pub(super) async fn read_problem(body: Body) -> Problem {
    let bytes = to_bytes(body, PROBLEM_MAX_BYTES).await.unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_else(|_| ProblemCode::Internal.into())
}
