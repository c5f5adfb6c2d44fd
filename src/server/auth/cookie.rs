//! The cookie that carries a session's token.

use axum::http::HeaderMap;
use axum_extra::extract::cookie::{Cookie, CookieJar};

use super::now;
use crate::server::App;
use crate::server::db::Session;
use crate::server::settings::Settings;

/// The cookie's name. Over https the prefix makes browsers refuse it from anywhere but this host.
pub fn session_cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() { "__Host-natter_session" } else { "natter_session" }
}

/// Keeps somebody signed in until the session expires.
pub fn session_cookie(app: &App, session: &Session) -> Cookie<'static> {
    let life_secs = (session.expires_at.0 - now().0).max(0) / 1000;
    let name = session_cookie_name(&app.settings);
    private_cookie(&app.settings, name, &app.tokens.sign(session), life_secs)
}

/// Makes the browser forget the session.
pub fn expired_cookie(app: &App) -> Cookie<'static> {
    private_cookie(&app.settings, session_cookie_name(&app.settings), "", 0)
}

/// The token that a browser sent, if it sent one.
pub fn find_session_token(settings: &Settings, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(session_cookie_name(settings)).map(|cookie| cookie.value().to_owned())
}

/// A cookie that no script can read and no other site's form can send. `value` must be plain
/// ASCII without separators, as tokens and ids are.
pub fn private_cookie(
    settings: &Settings,
    name: &'static str,
    value: &str,
    life_secs: i64,
) -> Cookie<'static> {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let rules = format!("Max-Age={life_secs}; Path=/; HttpOnly; SameSite=Lax{secure}");
    let mut cookie = Cookie::parse(format!("{name}=; {rules}")).expect("a well-formed cookie");
    cookie.set_value(value.to_owned());
    cookie
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn cookie(arguments: &[&str]) -> String {
        let settings = Settings::parse_from(["natter"].iter().chain(arguments));
        private_cookie(&settings, session_cookie_name(&settings), "a.b.c", 60).to_string()
    }

    #[test]
    fn over_https_the_cookie_is_for_this_host_and_https_only() {
        assert_eq!(
            cookie(&["--public-url", "https://chat.example.org"]),
            "__Host-natter_session=a.b.c; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60"
        );
        assert_eq!(cookie(&[]), "natter_session=a.b.c; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
    }
}
