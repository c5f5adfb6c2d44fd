//! One line in the log for each request, under a name that the answer carries, too.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use super::routes::{Kind, ROUTES};
use crate::server::metrics;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs the request in a span of its own. What is logged of its address is the line of the table:
/// neither who is talked to nor what was searched for.
pub(super) async fn trace_request(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let matched = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = ROUTES.iter().find(|route| Some(route.path) == matched);
    let path = route.map_or("(none)", |route| route.path);
    let is_quiet = |kind| matches!(kind, Kind::File | Kind::Health | Kind::Commands);
    let quiet = route.is_some_and(|route| is_quiet(route.kind));
    let span = tracing::info_span!("request", %id, method = %request.method(), path);
    let answer = async {
        let started = Instant::now();
        let response = next.run(request).await;
        let (status, took) = (response.status().as_u16(), started.elapsed());
        metrics::answered(status, took);
        let ms = took.as_millis();
        if quiet {
            tracing::debug!(status, ms, "answered");
        } else {
            tracing::info!(status, ms, "answered");
        }
        response
    };
    let mut response = answer.instrument(span).await;
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
