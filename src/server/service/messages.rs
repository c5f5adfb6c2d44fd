//! Sending: what it means is written here, once, for every door.

use std::sync::Arc;

use super::people;
use crate::domain::{
    ClientId, CommitNumber, ConversationId, Cursors, Message, MessageBody, ProblemCode, Token,
};
use crate::server::auth::CurrentUser;
use crate::server::db::{Appended, Conversation, NewMessage};
use crate::server::seal::KEY_VERSION;
use crate::server::{App, Error};

/// A message that is durable.
pub struct Sent {
    pub message: Message,
    /// The sender's own, after it.
    pub cursors: Cursors,
    /// Names the epoch and nothing more: whoever is told of the message by this answer may lack
    /// what was committed before it. The commit's own frame carries the number.
    pub token: Token,
    /// It was there already: this is the first one's result.
    pub repeated: bool,
}

/// Sends `body` to a conversation. Returns once the message is on disk; sending the same client id
/// again returns the first one's message, whichever door it came by.
///
/// # Errors
/// Those of [`MessageBody::parse`]; [`ProblemCode::NotFound`] where the sender is no member or the
/// other person does not exist; [`ProblemCode::ClientIdReused`] if the client id was used for
/// something else; [`ProblemCode::Unavailable`] if it could not be written: nothing was sent, and
/// trying again with the same client id is safe.
pub async fn send(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    client_id: ClientId,
    body: &str,
) -> Result<Sent, Error> {
    let body = MessageBody::parse(body)?;
    let conversation = get_or_begin(app, current, conversation).await?;
    let sealed = app.keyring.seal(&conversation, current.user, client_id, &body)?;
    let appended = app
        .store
        .append_message(NewMessage {
            conversation: conversation.id.clone(),
            sender: current.user,
            client_id,
            sealed,
            key_version: conversation.key_version,
        })
        .await?;
    result(app, current, &conversation, appended, &body)
}

fn result(
    app: &App,
    current: &CurrentUser,
    sent_to: &Conversation,
    appended: Appended,
    body: &MessageBody,
) -> Result<Sent, Error> {
    let row = &appended.message;
    if row.conversation != sent_to.id {
        return Err(ProblemCode::ClientIdReused.into());
    }
    let message = people::unsealed(app, sent_to, row)?;
    if message.body != *body {
        return Err(ProblemCode::ClientIdReused.into());
    }
    let cursors = app
        .store
        .find_conversation(&row.conversation)
        .and_then(|conversation| conversation.cursors_of(current.user))
        .unwrap_or_default();
    let token = Token { number: CommitNumber::default(), ..app.store.token() };
    Ok(Sent { message, cursors, token, repeated: appended.repeated })
}

/// The conversation, begun with its data key if these are its first words.
async fn get_or_begin(
    app: &App,
    current: &CurrentUser,
    id: &ConversationId,
) -> Result<Arc<Conversation>, Error> {
    let other = id.other(current.user).ok_or(ProblemCode::NotFound)?;
    app.store.find_user(other).ok_or(ProblemCode::NotFound)?;
    if let Some(conversation) = app.store.find_conversation(id) {
        return Ok(conversation);
    }
    let key = app.keyring.new_wrapped_key(id);
    Ok(app.store.ensure_conversation(id.clone(), key, KEY_VERSION).await?)
}
