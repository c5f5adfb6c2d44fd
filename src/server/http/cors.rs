//! Other sites' pages that may use the JSON API: none, unless the settings name them.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::routes::is_rest;
use crate::server::App;
use crate::server::settings::Settings;

/// How long a browser need not ask again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(600);

/// Tells browsers which pages may read answers; `None` where no site is named. Cookies are never
/// allowed: pages elsewhere show a token.
pub(super) fn cors(settings: &Settings) -> Option<CorsLayer> {
    let origins = settings.cors_origins.clone();
    if origins.is_empty() {
        return None;
    }
    let is_named = AllowOrigin::predicate(move |origin, request| {
        is_rest(request.uri.path()) && origins.iter().any(|one| one.as_header() == origin)
    });
    let header = HeaderName::from_static;
    Some(
        CorsLayer::new()
            .allow_origin(is_named)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers([
                AUTHORIZATION,
                CONTENT_TYPE,
                header("idempotency-key"),
                header("last-event-id"),
            ])
            .expose_headers([RETRY_AFTER, header("x-request-id")])
            .max_age(ASKED_AGAIN_AFTER),
    )
}

/// Lets the pages of a named site through to the JSON API as if they were programs: without the
/// cookie, which a browser may send along and of which they know nothing.
pub(super) async fn admit_named_sites(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let is_named = |origin: &HeaderValue| {
        app.settings.cors_origins.iter().any(|one| one.as_header() == origin)
    };
    let named = request.headers().get(ORIGIN).is_some_and(is_named);
    if named && is_rest(request.uri().path()) {
        let headers = request.headers_mut();
        for name in [COOKIE, ORIGIN, HeaderName::from_static("sec-fetch-site")] {
            headers.remove(name);
        }
    }
    next.run(request).await
}
