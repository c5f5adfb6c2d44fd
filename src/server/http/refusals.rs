//! Refusals under `/api`, whoever refuses, as the JSON API tells them.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::pages::not_found;
use super::routes::{is_rest, methods_of_rest};
use super::site::Site;
use crate::domain::Problem;
use crate::server::rest::ProblemDetails;

/// Puts problem details in place of every problem that is told at an address of the JSON API.
pub(super) async fn tell_details(request: Request, next: Next) -> Response {
    let is_rest = is_rest(request.uri().path());
    let response = next.run(request).await;
    match response.extensions().get::<Problem>().cloned() {
        Some(problem) if is_rest => ProblemDetails::in_place_of(response, problem),
        _ => response,
    }
}

/// The answer where the table has the path, but not this method.
pub(super) async fn method_not_allowed(state: State<Site>, request: Request) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    match path.and_then(methods_of_rest) {
        Some(methods) => ProblemDetails::method_not_allowed(&methods),
        None => not_found(state, request).await,
    }
}
