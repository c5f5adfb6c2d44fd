//! A session that is used lasts.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::Cookie;

use crate::server::auth::cookie::{session_cookie, session_cookie_name};
use crate::server::auth::{CurrentUser, bearer_token, is_due_for_renewal, session_times};
use crate::server::{App, RequestContext};

/// Lengthens the session of whoever asked, at most once a day, and hands the browser a cookie that
/// lasts as long.
pub(super) async fn renew_session(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let by_cookie = bearer_token(request.headers()).is_none();
    let context = request.extensions().get::<RequestContext>();
    let current = context.and_then(|context| context.current.clone()).filter(|_| by_cookie);
    let mut response = next.run(request).await;
    let Some(current) = current else { return response };
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
    app.store.find_session(current.session).filter(|session| is_due_for_renewal(session))?;
    let (last_used, expires_at) = session_times();
    if let Err(error) = app.store.renew_session(current.session, last_used, expires_at).await {
        tracing::warn!(%error, "a session was not renewed");
        return None;
    }
    // Looked up anew: it may have been ended meanwhile.
    let session = app.store.find_session(current.session)?;
    Some(session_cookie(app, &session))
}
