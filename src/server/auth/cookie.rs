//! The cookie that carries a session's token.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar};

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
