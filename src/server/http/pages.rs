//! Rendered pages, complete without JavaScript.

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use leptos::config::LeptosOptions;
use leptos::context::provide_context;
use leptos::nonce::Nonce;
use leptos::prelude::IntoView;

use super::form_returns::FORM_COOKIE;
use super::routes::is_rest;
use super::site::Site;
use crate::app::{plain_shell, shell};
use crate::domain::{Problem, ProblemCode};
use crate::server::RequestContext;
use crate::server::auth::cookie::private_cookie;

/// Renders the page of this address, everything in it resolved.
pub(super) async fn page(State(site): State<Site>, request: Request) -> Response {
    render(site, request, shell).await
}

/// As [`page`], of the pages without WebAssembly.
pub(super) async fn plain_page(State(site): State<Site>, request: Request) -> Response {
    render(site, request, plain_shell).await
}

async fn render<V: IntoView + 'static>(
    site: Site,
    request: Request,
    document: impl Fn(LeptosOptions) -> V + Clone + Send + Sync + 'static,
) -> Response {
    let Some(mut context) = request.extensions().get::<RequestContext>().cloned() else {
        return Problem::from(ProblemCode::Internal).into_response();
    };
    if request.method() == Method::GET
        && let Some(id) = CookieJar::from_headers(request.headers()).get(FORM_COOKIE)
    {
        let reader = context.current.as_ref().map(|current| current.user);
        context.form_return = site.form_returns.take(id.value(), request.uri().path(), reader);
    }
    let forget_form = context.form_return.is_some();
    let nonce = request.extensions().get::<Nonce>().cloned().unwrap_or_default();
    let (app, options) = (site.app.clone(), site.options);
    let provide = move || {
        provide_context(app.clone());
        provide_context(context.clone());
        // In place of Leptos's own: this is the one that the header names.
        provide_context(nonce.clone());
    };
    let render =
        leptos_axum::render_app_async_with_context(provide, move || document(options.clone()));
    let mut response = render(request).await;
    if forget_form {
        let cookie = private_cookie(&site.app, FORM_COOKIE, "", 0).to_string();
        response.headers_mut().extend(HeaderValue::from_str(&cookie).map(|c| (SET_COOKIE, c)));
    }
    response
}

/// The answer to everything that is not in the table: a page for people, a problem for programs.
pub(super) async fn not_found(state: State<Site>, request: Request) -> Response {
    let path = request.uri().path();
    if request.method() != Method::GET || is_rest(path) || !wants_page(request.headers()) {
        return Problem::from(ProblemCode::NotFound).into_response();
    }
    let mut response = page(state, request).await;
    if response.status().is_success() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/html"))
}
