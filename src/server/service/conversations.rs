//! Opening a conversation, reading back in it, having seen it.

use std::sync::Arc;

use super::people;
use crate::domain::{
    ConversationId, ConversationView, Cursors, MESSAGES_PER_PAGE, Message, ProblemCode, Seq,
    Username,
};
use crate::server::auth::CurrentUser;
use crate::server::db::Conversation;
use crate::server::{App, Error};

/// The conversation with the person of that name: its latest messages, or those before `before`.
///
/// # Errors
/// [`ProblemCode::NotFound`] if nobody has that name.
pub async fn open(
    app: &App,
    current: &CurrentUser,
    username: &Username,
    before: Option<Seq>,
) -> Result<ConversationView, Error> {
    // The token is taken first: what happens meanwhile is then fetched again, never missed.
    let token = app.store.token();
    let user = app.store.find_user_by_username(username).ok_or(ProblemCode::NotFound)?;
    let other = user.id;
    let contact = people::contact(app, current, user)?;
    let conversation = app.store.find_conversation(&contact.conversation);
    let (messages, other_seen) = match conversation {
        Some(conversation) => {
            let last =
                before.map_or(conversation.last_seq, |before| Seq(before.0.saturating_sub(1)));
            let cursors = conversation.cursors_of(other).unwrap_or_default();
            (page_up_to(app, &conversation, last).await?, cursors.seen)
        }
        None => (vec![], Seq::ZERO),
    };
    Ok(ConversationView { contact, messages, other_seen, token })
}

/// Up to [`MESSAGES_PER_PAGE`] messages before `before`, oldest first.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a conversation that is not, or not this person's.
pub async fn page_messages(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    before: Seq,
) -> Result<Vec<Message>, Error> {
    let conversation = of_member(app, current, conversation)?;
    page_up_to(app, &conversation, Seq(before.0.saturating_sub(1))).await
}

/// Everything up to `seq` was on this person's screen. Never moves back, nor beyond the last.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a conversation that is not, or not this person's.
pub async fn mark_seen(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    seq: Seq,
) -> Result<Cursors, Error> {
    let conversation = of_member(app, current, conversation)?;
    Ok(app.store.move_seen(&conversation.id, current.user, seq).await?)
}

/// The conversation, if this person is in it: to a stranger it does not exist.
fn of_member(
    app: &App,
    current: &CurrentUser,
    id: &ConversationId,
) -> Result<Arc<Conversation>, Error> {
    app.store
        .find_conversation(id)
        .filter(|conversation| conversation.cursors_of(current.user).is_some())
        .ok_or_else(|| ProblemCode::NotFound.into())
}

async fn page_up_to(
    app: &App,
    conversation: &Conversation,
    last: Seq,
) -> Result<Vec<Message>, Error> {
    let last = last.min(conversation.last_seq);
    let rows = app.store.page_messages(&conversation.id, last, MESSAGES_PER_PAGE).await?;
    rows.iter().map(|row| people::unsealed(app, conversation, row)).collect()
}
