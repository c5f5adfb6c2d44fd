//! The cookies: one carries a session's token, one tells a browser that was here before.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar};

use super::devices::DEVICE_LIFE_DAYS;
use crate::domain::UnixMillis;
use crate::server::App;
use crate::server::db::Session;

/// The cookie's name. Over https the prefix makes browsers refuse it from anywhere but this host.
pub fn session_cookie_name(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-natter_session" } else { "natter_session" }
}

/// Keeps somebody signed in until the session expires.
pub fn session_cookie(app: &App, session: &Session) -> Cookie<'static> {
    let life_secs = (session.expires_at.0 - UnixMillis::now().0).max(0) / 1000;
    private_cookie(app, session_cookie_name(app), &app.tokens.sign(session), life_secs)
}

/// Makes the browser forget the session.
pub fn expired_cookie(app: &App) -> Cookie<'static> {
    private_cookie(app, session_cookie_name(app), "", 0)
}

/// The token that a browser sent, if it sent one.
pub fn find_session_token(app: &App, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(session_cookie_name(app)).map(|cookie| cookie.value().to_owned())
}

/// Tells the browser from strangers at the next log-in, for as long as browsers allow.
pub fn device_cookie(app: &App, value: &str) -> Cookie<'static> {
    private_cookie(app, device_cookie_name(app), value, DEVICE_LIFE_DAYS * 24 * 60 * 60)
}

/// What a browser sent of it.
pub fn find_device_cookie(app: &App, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(device_cookie_name(app)).map(|cookie| cookie.value().to_owned())
}

fn device_cookie_name(app: &App) -> &'static str {
    if app.settings.is_https() { "__Host-natter_device" } else { "natter_device" }
}

/// A cookie that no script can read and no other site's form can send. `value` must be plain
/// ASCII without separators, as tokens and ids are.
pub fn private_cookie(
    app: &App,
    name: &'static str,
    value: &str,
    life_secs: i64,
) -> Cookie<'static> {
    let secure = if app.settings.is_https() { "; Secure" } else { "" };
    let rules = format!("Max-Age={life_secs}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut cookie = Cookie::parse(format!("{name}=; {rules}")).expect("a well-formed cookie");
    cookie.set_value(value.to_owned());
    cookie
}
