//! A browser that has signed in is known from then on.

use axum::extract::{Request, State};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::Cookie;

use crate::domain::UserId;
use crate::server::App;
use crate::server::auth::cookie::{device_cookie, find_device_cookie, session_cookie_name};

/// Whichever door gives a browser a session gives it, by this, the cookie by which it is told from
/// strangers later, when the session is over.
pub(super) async fn remember_device(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let shown = find_device_cookie(&app, request.headers()).unwrap_or_default();
    let mut response = next.run(request).await;
    if let Some(user) = signed_in(&app, response.headers()) {
        let cookie = device_cookie(&app, &app.devices.remember(&shown, user)).to_string();
        response.headers_mut().extend(HeaderValue::from_str(&cookie).map(|c| (SET_COOKIE, c)));
    }
    response
}

/// Whose session this answer gives.
fn signed_in(app: &App, headers: &HeaderMap) -> Option<UserId> {
    let name = session_cookie_name(app);
    let given = headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let given = given.filter(|cookie| cookie.starts_with(name));
    let mut given = given.filter_map(|cookie| Cookie::parse(cookie).ok());
    let token = given.find(|cookie| cookie.name() == name)?;
    app.tokens.read(token.value()).map(|(_, user)| user)
}
