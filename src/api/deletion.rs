//! Leaving for good, and what one takes along.

use std::fs::File;

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::door::Door;
use super::encoding::Answer;
use crate::domain::{Field, Problem, ProblemCode, Username};
use crate::server::App;
use crate::server::auth::{CurrentUser, cookie};
use crate::server::service::{deletion, export, people};

/// Deletes this person's account. `username` is typed by hand, so that nobody does it by mistake.
#[server(prefix = "/api", endpoint = "delete_account", input = PostUrl, output = Answer)]
pub async fn delete_account(username: String, password: String) -> Result<(), Problem> {
    let door = Door::open();
    let deleted = async {
        let me = door.member()?;
        let own = people::own_card(&door.app, &me)?.username;
        if Username::parse(&username)? != own {
            return Err(Problem::at(Field::Username, ProblemCode::OtherUsername).into());
        }
        deletion::delete_account(&door.app, &me, &password).await
    };
    let deleted = deleted.await.map(|()| {
        door.set_cookie(&cookie::expired_cookie(&door.app));
        door.go_to("/login?deleted");
    });
    door.answer(deleted)
}

/// All that a person may take along, as a zip file that is gone once it is closed.
///
/// # Errors
/// Those of [`export::export`].
pub async fn export_data(app: &App, current: &CurrentUser) -> Result<File, Problem> {
    export::export(app, current).await.map_err(crate::server::Error::into_problem)
}
