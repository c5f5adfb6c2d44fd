//! Passwords, and the ways back for whoever has lost theirs.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::door::Door;
use super::encoding::Answer;
use crate::domain::{Person, Problem, Strength};
use crate::server::FreshSecret;
use crate::server::auth::cookie;
use crate::server::service::{passwords, people};

/// Nobody's name or address is longer.
const ABOUT_MAX_BYTES: usize = 1_024;

/// What the server thinks of a password, while it is being typed. What somebody has typed about
/// themselves beside it makes a password weaker that is made of it.
#[server(prefix = "/api", endpoint = "judge_password", input = PostUrl, output = Answer)]
pub async fn judge_password(
    password: String,
    #[server(default)] full_name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
) -> Result<Strength, Problem> {
    let door = Door::open();
    door.app.limits.count_judgement(door.request.client_addr)?;
    let me = door.member().and_then(|me| people::own_card(&door.app, &me)).ok();
    let mut about = vec![full_name, username, email];
    if let Some(me) = me {
        about.extend([me.full_name.to_string(), me.username.to_string()]);
        about.extend(me.email.map(|email| email.as_str().to_owned()));
    }
    // It takes its time, and strangers may ask, too.
    let judged = tokio::task::spawn_blocking(move || {
        about.retain(|it| !it.is_empty() && it.len() <= ABOUT_MAX_BYTES);
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        passwords::judge(&password, &about)
    });
    let judged = judged.await.map_err(|error| crate::server::Error::Internal(error.to_string()));
    door.answer(judged)
}

/// Sets another password; all other sessions of this person end.
#[server(prefix = "/api", endpoint = "change_password", input = PostUrl, output = Answer)]
pub async fn change_password(old_password: String, password: String) -> Result<(), Problem> {
    let door = Door::open();
    let changed =
        async { passwords::change(&door.app, &door.member()?, &old_password, password).await };
    let changed = changed.await.map(|()| door.go_to("/settings/password?changed"));
    door.answer(changed)
}

/// Sets a new password for whoever has one of their recovery codes, and signs them in.
#[server(prefix = "/api", endpoint = "recover", input = PostUrl, output = Answer)]
pub async fn recover(login: String, code: String, password: String) -> Result<(), Problem> {
    let door = Door::open();
    let user_agent = &door.request.user_agent;
    let session = passwords::recover(&door.app, &login, &code, password, user_agent).await;
    let session = session.map(|session| {
        door.set_cookie(&cookie::session_cookie(&door.app, &session));
        door.go_to("/");
    });
    door.answer(session)
}

/// Sets a new password for whoever has the administrator's link, and signs them in.
#[server(prefix = "/api", endpoint = "reset_password", input = PostUrl, output = Answer)]
pub async fn reset_password(code: String, password: String) -> Result<(), Problem> {
    let door = Door::open();
    let session = passwords::reset(&door.app, &code, password, &door.request.user_agent).await;
    let session = session.map(|session| {
        door.set_cookie(&cookie::session_cookie(&door.app, &session));
        door.go_to("/");
    });
    door.answer(session)
}

/// Whose password a reset link sets; `None` if it is good for nothing.
pub fn find_reset(code: &str) -> Option<Person> {
    let door = Door::open();
    passwords::find_reset(&door.app, code).map(|user| people::card(&door.app, &user))
}

/// Makes new recovery codes, in place of those before, and leads to where they are shown.
#[server(prefix = "/api", endpoint = "renew_recovery_codes", input = PostUrl, output = Answer)]
pub async fn renew_recovery_codes(password: String) -> Result<(), Problem> {
    let door = Door::open();
    let renewed = async {
        let me = door.member()?;
        let codes = passwords::renew_recovery_codes(&door.app, &me, &password).await?;
        door.app.shown_once.keep(me.session, FreshSecret::Codes(codes));
        door.go_to("/settings/recovery");
        Ok(())
    };
    let renewed = renewed.await;
    door.answer(renewed)
}

/// Shows this session's fresh recovery codes no more.
#[server(prefix = "/api", endpoint = "keep_codes", input = PostUrl, output = Answer)]
pub async fn keep_codes() -> Result<(), Problem> {
    let door = Door::open();
    let kept = door.member().map(|me| {
        door.app.shown_once.forget(me.session);
        door.go_to("/");
    });
    door.answer(kept)
}

/// How many recovery codes this person has left.
pub fn count_recovery_codes() -> Result<usize, Problem> {
    let door = Door::open();
    let count = door.member().map(|me| passwords::count_recovery_codes(&door.app, me.user));
    door.answer(count)
}

/// The recovery codes that were just made in this session, until it says that it has kept them.
pub fn list_fresh_codes() -> Vec<String> {
    let door = Door::open();
    let me = door.member().ok();
    me.map(|me| door.app.shown_once.list_codes(me.session)).unwrap_or_default()
}
