//! A session that is used lasts.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::Cookie;

use crate::server::auth::cookie::{session_cookie, session_cookie_name};
use crate::server::auth::{CurrentUser, bearer_token, renew};
use crate::server::{App, RequestContext};

/// Notes that the session of whoever asked is used, now and then; a browser's lasts longer with it, and
/// the browser is handed a cookie that lasts as long.
pub(super) async fn renew_session(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let by_cookie = bearer_token(request.headers()).is_none();
    let context = request.extensions().get::<RequestContext>();
    let current = context.and_then(|context| context.current.clone());
    let mut response = next.run(request).await;
    let Some(current) = current else { return response };
    if !by_cookie {
        renew(&app, &current).await;
        return response;
    }
    let name = session_cookie_name(&app).as_bytes();
    // Logging in or out has just given the browser another one.
    let mut given = response.headers().get_all(SET_COOKIE).iter();
    if given.any(|cookie| cookie.as_bytes().starts_with(name)) {
        return response;
    }
    let cookie = renewed_cookie(&app, &current).await.map(|cookie| cookie.to_string());
    if let Some(Ok(cookie)) = cookie.as_deref().map(HeaderValue::from_str) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

async fn renewed_cookie(app: &App, current: &CurrentUser) -> Option<Cookie<'static>> {
    let session = renew(app, current).await.filter(|session| session.name.is_none())?;
    Some(session_cookie(app, &session))
}
