//! What others see of one.

use leptos::prelude::*;
use leptos::server_fn::codec::PostUrl;

use super::door::Door;
use super::encoding::Answer;
use crate::domain::{Person, Problem};
use crate::server::service::{people, profile};

/// Sets what others see of this person, all of it, and leads back.
#[server(prefix = "/api", endpoint = "edit_profile", input = PostUrl, output = Answer)]
pub async fn edit_profile(
    full_name: String,
    username: String,
    #[server(default)] email: String,
    #[server(default)] bio: String,
) -> Result<(), Problem> {
    let door = Door::open();
    let edited = async {
        let edit = profile::EditProfile {
            full_name: Some(full_name),
            username: Some(username),
            email: Some(email),
            bio: Some(bio),
        };
        profile::edit(&door.app, &door.member()?, edit).await
    };
    let edited = edited.await.map(|_| door.go_to("/settings/profile?saved"));
    door.answer(edited)
}

/// Oneself, as others see one.
pub fn find_own_card() -> Result<Person, Problem> {
    let door = Door::open();
    let card = door.member().and_then(|me| people::own_card(&door.app, &me));
    door.answer(card)
}
