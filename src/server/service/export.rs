//! Taking one's data along.

mod archive;
mod written;

use std::fs::File;

use archive::Archive;
use written::{ConversationHead, Exported, Profile, SessionLine, WrittenMessage};

use super::{messages, people};
use crate::domain::{Person, ProblemCode, Scope, Seq, UserId};
use crate::server::auth::CurrentUser;
use crate::server::db::Conversation;
use crate::server::{App, Error};

/// So many messages are in memory at once.
const MESSAGES_AT_ONCE: u64 = 200;

/// A zip file of JSON with what a person may take along: their profile, their sessions, and their
/// conversations with all messages that they may read. It is on disk without a name, and gone once it
/// is closed.
///
/// # Errors
/// [`ProblemCode::ScopeTooNarrow`]; [`ProblemCode::TooMany`] within a minute of the last one; those of
/// the disk and the database.
pub async fn export(app: &App, current: &CurrentUser) -> Result<File, Error> {
    current.require(Scope::Full)?;
    let me = app.store.find_user(current.user).ok_or(ProblemCode::SignedOut)?;
    let _place = app.exports.begin(current.user).await?;
    let mut archive = Archive::begin(&app.settings.data)?;
    archive.add_file("profile.json", &Profile::of(&me)).await?;
    let sessions = super::sessions::list(app, current)?;
    let sessions: Vec<SessionLine> = sessions.iter().map(SessionLine::of).collect();
    archive.add_file("sessions.json", &sessions).await?;
    for conversation in app.store.list_conversations(current.user) {
        add_conversation(app, current.user, &conversation, &mut archive).await?;
    }
    archive.finish().await
}

/// One conversation, oldest message first, then what waits for the other.
async fn add_conversation(
    app: &App,
    me: UserId,
    conversation: &Conversation,
    archive: &mut Archive,
) -> Result<(), Error> {
    let other = conversation.id.other(me).ok_or(ProblemCode::NotFound)?;
    let other = app.store.find_user(other).ok_or(ProblemCode::NotFound)?;
    let other = people::card(app, &other);
    let name_of = |sender: UserId, other: &Person| match sender == other.id && sender != me {
        true => other.username.to_string(),
        false => "me".to_owned(),
    };
    archive.begin_file(&format!("conversations/{}.json", other.username)).await?;
    let mut list = Exported::begin(&ConversationHead::with(&other, me))?;
    let mut done = Seq::ZERO;
    while done < conversation.last_seq {
        let up_to = Seq(done.0 + MESSAGES_AT_ONCE);
        let rows = app.store.page_messages(&conversation.id, up_to, MESSAGES_AT_ONCE).await?;
        let fresh: Vec<_> = rows.iter().filter(|row| row.seq > done).collect();
        let Some(last) = fresh.last() else { break };
        done = last.seq;
        for row in fresh {
            let message = people::unsealed(app, conversation, row)?;
            list.add(&WrittenMessage::sent(&message, name_of(message.sender, &other)))?;
        }
        archive.write(list.take()).await?;
    }
    for row in app.store.list_held(me, &conversation.id) {
        let message = messages::unsealed_held(app, conversation, &row)?;
        list.add(&WrittenMessage::waiting(&message))?;
    }
    archive.write(list.end()).await
}
