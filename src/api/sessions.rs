//! Where one is logged in, and programs' tokens.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::door::Door;
use super::encoding::Answer;
use crate::domain::{Field, Problem, ProblemCode, Scope, SessionView};
use crate::server::FreshSecret;
use crate::server::service::sessions;

/// Ends one of this person's sessions, or one of their programs' tokens.
#[server(prefix = "/api", endpoint = "end_session", input = PostUrl, output = Answer)]
pub async fn end_session(session: String) -> Result<(), Problem> {
    let door = Door::open();
    let ended = async { sessions::end(&door.app, &door.member()?, session.parse()?).await };
    let ended = ended.await;
    door.answer(ended)
}

/// Ends all of this person's sessions but this one, tokens too, and leads back.
#[server(prefix = "/api", endpoint = "end_other_sessions", input = PostUrl, output = Answer)]
pub async fn end_other_sessions() -> Result<(), Problem> {
    let door = Door::open();
    let ended = async { sessions::end_others(&door.app, &door.member()?).await };
    let ended = ended.await.map(|_| door.go_to("/settings/sessions?ended"));
    door.answer(ended)
}

/// Makes a token for a program, good for so many days, and leads to where it is shown. `scope` is
/// `read` or `write`.
#[server(prefix = "/api", endpoint = "make_token", input = PostUrl, output = Answer)]
pub async fn make_token(name: String, scope: String, days: u32) -> Result<(), Problem> {
    let door = Door::open();
    let made = async {
        let me = door.member()?;
        let wrong = || Problem::at(Field::Scope, ProblemCode::MalformedRequest);
        let scope = Scope::find(&scope).ok_or_else(wrong)?;
        let (view, token) = sessions::make_token(&door.app, &me, &name, scope, days).await?;
        let name = view.name.unwrap_or_default();
        door.app.shown_once.keep(me.session, FreshSecret::Token { name, token });
        door.go_to("/settings/tokens");
        Ok(())
    };
    let made = made.await;
    door.answer(made)
}

/// All sessions and tokens of this person.
pub fn list_sessions() -> Result<Vec<SessionView>, Problem> {
    let door = Door::open();
    let listed = door.member().and_then(|me| sessions::list(&door.app, &me));
    door.answer(listed)
}

/// The token that was just made in this session, with its name. It is given once.
pub fn take_fresh_token() -> Option<(String, String)> {
    let door = Door::open();
    door.member().ok().and_then(|me| door.app.shown_once.take_token(me.session))
}
