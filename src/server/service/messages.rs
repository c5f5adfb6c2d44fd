//! Sending, and taking back: what they mean is written here, once, for every door.

use std::sync::Arc;

use super::people;
use crate::domain::{
    ClientId, CommitNumber, ConversationId, HeldMessage, Message, MessageBody, ProblemCode, Scope,
    Token,
};
use crate::protocol::ServerFrame;
use crate::server::auth::CurrentUser;
use crate::server::db::{Appended, Conversation, HeldRow, NewMessage, TakenBack, Written};
use crate::server::seal::KEY_VERSION;
use crate::server::{App, Error};

/// What a message came to. Durable, either way.
pub struct Sent {
    /// `MessageSent`, or `MessageHeld` if it waits for somebody Busy, or `HeldTakenBack` if it did.
    /// Its token names the epoch and nothing more: whoever is told by this answer may lack what was
    /// committed before. The commit's own frame carries the number.
    pub frame: ServerFrame,
    /// It was there already: this is the first one's result.
    pub repeated: bool,
}

/// Sends `body` to a conversation. Returns once the message is on disk; sending the same client id
/// again returns the first one's result, whichever door it came by.
///
/// # Errors
/// Those of [`MessageBody::parse`]; [`ProblemCode::NotFound`] where the sender is no member or the
/// other person does not exist, [`ProblemCode::AccountDeleted`] where they do no more;
/// [`ProblemCode::ClientIdReused`] if the client id was used for something else;
/// [`ProblemCode::TooMany`]; [`ProblemCode::Unavailable`] if it could not be written: nothing was
/// sent, and trying again with the same client id is safe.
pub async fn send(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    client_id: ClientId,
    body: &str,
) -> Result<Sent, Error> {
    current.require(Scope::Write)?;
    app.limits.count_message(current.user)?;
    send_freely(app, current, conversation, client_id, body).await
}

/// As [`send`], without counting: for what is not asked for by a client.
///
/// # Errors
/// As there.
pub async fn send_freely(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    client_id: ClientId,
    body: &str,
) -> Result<Sent, Error> {
    let body = MessageBody::parse(body)?;
    let conversation = get_or_begin(app, current, conversation).await?;
    let sealed = app.keyring.seal(&conversation, current.user, client_id, &body)?;
    let written = app
        .store
        .write_message(NewMessage {
            conversation: conversation.id.clone(),
            sender: current.user,
            client_id,
            sealed,
            key_version: conversation.key_version,
        })
        .await?;
    let (known, frame, repeated) = match written {
        Written::Appended(Appended { message: row, repeated, .. }) => {
            same_conversation(&row.conversation, &conversation)?;
            // What was sealed a moment ago need not be opened to be known.
            let message = match repeated {
                true => people::unsealed(app, &conversation, &row)?,
                false => people::opened(&row, body.clone()),
            };
            (message.body.clone(), sent_frame(app, current, message)?, repeated)
        }
        Written::Held { message: row, repeated } => {
            same_conversation(&row.conversation, &conversation)?;
            let message = unsealed_held(app, &conversation, &row)?;
            let token = epoch_only(app);
            (message.body.clone(), ServerFrame::MessageHeld { message, token }, repeated)
        }
        Written::TakenBack => {
            let (conversation, token) = (conversation.id.clone(), epoch_only(app));
            let frame = ServerFrame::HeldTakenBack { conversation, client_id, token };
            return Ok(Sent { frame, repeated: true });
        }
    };
    if known != body {
        return Err(ProblemCode::ClientIdReused.into());
    }
    Ok(Sent { frame, repeated })
}

/// Takes back an own message that waits for somebody Busy: gives `HeldTakenBack`, also where none
/// waits; or `MessageSent` where it is too late. There is no third outcome, and everybody is told the
/// same one.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a conversation that is not this person's;
/// [`ProblemCode::Unavailable`]: trying again is safe.
pub async fn take_back(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    client_id: ClientId,
) -> Result<ServerFrame, Error> {
    current.require(Scope::Write)?;
    conversation.other(current.user).ok_or(ProblemCode::NotFound)?;
    let gone = |conversation| ServerFrame::HeldTakenBack {
        conversation,
        client_id,
        token: epoch_only(app),
    };
    Ok(match app.store.take_back(current.user, client_id).await? {
        TakenBack::Gone(conversation) => gone(conversation),
        TakenBack::Unknown => gone(conversation.clone()),
        TakenBack::Sent(Appended { message: row, .. }) => {
            let known = app.store.find_conversation(&row.conversation);
            let message = people::unsealed(app, &*known.ok_or(ProblemCode::NotFound)?, &row)?;
            sent_frame(app, current, message)?
        }
    })
}

/// An own message that waits, opened.
pub(super) fn unsealed_held(
    app: &App,
    conversation: &Conversation,
    row: &HeldRow,
) -> Result<HeldMessage, Error> {
    Ok(HeldMessage {
        place: row.place,
        conversation: row.conversation.clone(),
        client_id: row.client_id,
        body: app.keyring.open_held(conversation, row)?,
        held_at: row.held_at,
    })
}

fn same_conversation(written: &ConversationId, asked: &Conversation) -> Result<(), Error> {
    if *written == asked.id { Ok(()) } else { Err(ProblemCode::ClientIdReused.into()) }
}

fn sent_frame(app: &App, current: &CurrentUser, message: Message) -> Result<ServerFrame, Error> {
    let conversation = app.store.find_conversation(&message.conversation);
    let conversation = conversation.ok_or(ProblemCode::NotFound)?;
    Ok(ServerFrame::MessageSent {
        message,
        cursors: conversation.cursors_of(current.user).unwrap_or_default(),
        unseen: app.store.count_unseen(current.user),
        token: epoch_only(app),
    })
}

fn epoch_only(app: &App) -> Token {
    Token { number: CommitNumber::default(), ..app.store.token() }
}

/// The conversation, begun with its data key if these are its first words.
async fn get_or_begin(
    app: &App,
    current: &CurrentUser,
    id: &ConversationId,
) -> Result<Arc<Conversation>, Error> {
    let other = id.other(current.user).ok_or(ProblemCode::NotFound)?;
    if app.store.find_user(other).ok_or(ProblemCode::NotFound)?.deleted {
        return Err(ProblemCode::AccountDeleted.into());
    }
    if let Some(conversation) = app.store.find_conversation(id) {
        return Ok(conversation);
    }
    let key = app.keyring.new_wrapped_key(id);
    Ok(app.store.ensure_conversation(id.clone(), key, KEY_VERSION).await?)
}
