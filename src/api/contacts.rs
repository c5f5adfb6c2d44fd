//! The sidebar.

use leptos::prelude::*;

use super::encoding::Answer;
use crate::domain::{ContactsPage, Overview, Problem};
#[cfg(feature = "ssr")]
use crate::server::service::people;

/// Oneself and the contacts from `offset` on.
#[server(prefix = "/api", endpoint = "get_overview", output = Answer)]
pub async fn get_overview(offset: usize) -> Result<Overview, Problem> {
    let door = super::door::Door::open();
    let overview = door.member().and_then(|me| people::overview(&door.app, &me, offset));
    door.answer(overview)
}

/// The contacts from `offset` on whose name or username has `search` in it; empty: everyone.
#[server(prefix = "/api", endpoint = "list_contacts", output = Answer)]
pub async fn list_contacts(search: String, offset: usize) -> Result<ContactsPage, Problem> {
    let door = super::door::Door::open();
    let page = door.member().and_then(|me| people::list_contacts(&door.app, &me, &search, offset));
    door.answer(page)
}
