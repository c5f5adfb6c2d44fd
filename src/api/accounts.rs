//! Signing up, logging in, logging out.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::encoding::Answer;
use crate::domain::Problem;
#[cfg(feature = "ssr")]
use crate::server::{FreshSecret, auth::cookie, service::accounts, service::entry};

/// Makes an account, signs its person in and leads to where their recovery codes are shown.
#[server(prefix = "/api", endpoint = "sign_up", input = PostUrl, output = Answer)]
pub async fn sign_up(
    full_name: String,
    username: String,
    #[server(default)] email: String,
    password: String,
    #[server(default)] invite: String,
) -> Result<(), Problem> {
    let door = super::door::Door::open();
    let typed = accounts::SignUp { full_name, username, email, password, invite };
    let signed_up = entry::sign_up(&door.app, &door.request, typed).await;
    let result = signed_up.map(|signed_up| {
        door.set_cookie(&cookie::session_cookie(&door.app, &signed_up.session));
        door.app
            .shown_once
            .keep(signed_up.session.id, FreshSecret::Codes(signed_up.recovery_codes));
        door.go_to("/welcome");
    });
    door.answer(result)
}

/// Signs a person in by username or e-mail address and leads to `next`, a path of this server.
#[server(prefix = "/api", endpoint = "log_in", input = PostUrl, output = Answer)]
pub async fn log_in(
    login: String,
    password: String,
    #[server(default)] next: String,
) -> Result<(), Problem> {
    let door = super::door::Door::open();
    let session = entry::log_in(&door.app, &door.request, &login, &password).await;
    let result = session.map(|session| {
        door.set_cookie(&cookie::session_cookie(&door.app, &session));
        door.go_to(if is_own_path(&next) { &next } else { "/" });
    });
    door.answer(result)
}

/// Ends this session everywhere and leads to the log-in page.
#[server(prefix = "/api", endpoint = "log_out", input = PostUrl, output = Answer)]
pub async fn log_out() -> Result<(), Problem> {
    let door = super::door::Door::open();
    let result = match door.member() {
        Ok(current) => accounts::log_out(&door.app, &current).await,
        Err(error) => Err(error),
    };
    let result = result.map(|()| {
        door.set_cookie(&cookie::expired_cookie(&door.app));
        door.go_to("/login");
    });
    door.answer(result)
}

/// Whether somebody with this invite, empty for none, could sign up now.
///
/// # Errors
/// Why not.
#[cfg(feature = "ssr")]
pub fn check_invite(invite: &str) -> Result<(), Problem> {
    accounts::check_invite(&super::door::Door::open().app, invite)
}

/// Whether a path to go to after logging in stays on this server: visible ASCII, one leading slash,
/// no backslash (which browsers read as a slash).
pub fn is_own_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

#[cfg(test)]
mod tests {
    use super::is_own_path;

    #[test]
    fn only_paths_of_this_server_are_gone_to() {
        assert!(is_own_path("/") && is_own_path("/c/ana.b?before=3"));
        for path in ["", "c/ana", "//evil.example", "/\\evil.example", "https://evil", "/a\r\nb"] {
            assert!(!is_own_path(path), "{path:?}");
        }
    }
}
