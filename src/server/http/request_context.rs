//! What a request says about itself, worked out once.

use axum::extract::{Request, State};
use axum::http::header::USER_AGENT;
use axum::middleware::Next;
use axum::response::Response;

use super::client_address::client_address;
use crate::server::auth::cookie::find_device_cookie;
use crate::server::auth::find_current_user;
use crate::server::{App, RequestContext};

/// Leaves the [`RequestContext`] in the request for whatever comes after.
pub(super) async fn provide_request_context(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let (headers, extensions) = (request.headers(), request.extensions());
    let user_agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let context = RequestContext {
        current: find_current_user(&app, headers),
        client_addr: client_address(&app.settings, headers, extensions),
        user_agent: user_agent.unwrap_or_default().to_owned(),
        device_cookie: find_device_cookie(&app, headers).unwrap_or_default(),
        form_return: None,
    };
    request.extensions_mut().insert(context);
    next.run(request).await
}
