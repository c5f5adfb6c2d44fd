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
        let mut response = (status, Json(&self)).into_response();
        // For doors that tell of it in another form.
        response.extensions_mut().insert(self);
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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn panicking() -> StatusCode {
        panic!("a secret")
    }

    #[tokio::test]
    async fn a_panic_is_an_incident_and_tells_nothing() {
        let router = Router::new().route("/", get(panicking));
        let router = router.layer(CatchPanicLayer::custom(answer_panic));
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let problem = read_problem(response.into_body()).await;
        assert_eq!(problem.code, ProblemCode::Internal);
        assert!(problem.incident.is_some() && !format!("{problem:?}").contains("secret"));
    }

    #[tokio::test]
    async fn a_problem_survives_the_way_and_what_is_none_is_our_own_fault() {
        let problem = Problem { retry_after_secs: Some(7), ..ProblemCode::TooMany.into() };
        let response = problem.clone().into_response();
        assert_eq!(response.headers()[RETRY_AFTER], "7");
        assert_eq!(read_problem(response.into_body()).await, problem);
        assert_eq!(read_problem(Body::from("oops")).await.code, ProblemCode::Internal);
    }
}
