//! "Is writing": told and forgotten.

use crate::domain::{ConversationId, ProblemCode, Scope, Status, UserId};
use crate::protocol::ServerFrame;
use crate::server::auth::CurrentUser;
use crate::server::{App, Error};

/// Tells the other that this person is writing to them. Neither the Busy tell nor are they told.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a conversation that is not this person's.
pub fn tell_typing(app: &App, current: &CurrentUser, id: &ConversationId) -> Result<(), Error> {
    current.require(Scope::Write)?;
    let other = id.other(current.user).ok_or(ProblemCode::NotFound)?;
    let is_free = |person: UserId| {
        app.store.find_user(person).is_some_and(|user| user.status == Status::Available)
    };
    if other != current.user && is_free(current.user) && is_free(other) {
        let frame = ServerFrame::Typed { conversation: id.clone(), person: current.user };
        app.hub.publish_passing(other, &frame);
    }
    Ok(())
}
