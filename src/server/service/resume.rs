//! What a client that comes back has missed.

use crate::domain::Token;
use crate::protocol::Resume;
use crate::server::App;
use crate::server::auth::CurrentUser;

/// Compares what the client has with what concerns its person, and gives the newest token.
///
/// The caller is registered with the hub already, so that what happens after this answer reaches it
/// live.
pub fn resume(app: &App, current: &CurrentUser, shown: Option<&Token>) -> (Resume, Token) {
    let newest = app.store.token();
    let has_everything = shown.is_some_and(|shown| {
        shown.epoch == newest.epoch
            && shown.number <= newest.number
            && shown.number >= app.store.last_change_for(current.user)
    });
    (if has_everything { Resume::UpToDate } else { Resume::TakeFreshPages }, newest)
}
