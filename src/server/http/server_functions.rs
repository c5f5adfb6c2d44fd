//! The server functions of `crate::api`, with what they need to know.

use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use leptos::context::provide_context;

use super::problem::read_problem;
use super::site::Site;
use crate::server::RequestContext;

/// Runs the server function of this address.
pub(super) async fn server_function(State(site): State<Site>, request: Request) -> Response {
    let context = request.extensions().get::<RequestContext>().cloned();
    let provide = move || {
        provide_context(site.app.clone());
        if let Some(context) = context.clone() {
            provide_context(context);
        }
    };
    let response = leptos_axum::handle_server_fns_with_context(provide, request).await;
    let response = response.into_response();
    if response.status().is_client_error() || response.status().is_server_error() {
        return as_problem(response).await;
    }
    response
}

/// Leptos answers 500 to whatever it refuses by itself; the problem in the body knows better.
async fn as_problem(response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let mut response = read_problem(body).await.into_response();
    for cookie in parts.headers.get_all(SET_COOKIE) {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}
