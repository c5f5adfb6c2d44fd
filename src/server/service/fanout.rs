//! From commits to frames: tells everyone concerned what became durable, in the order of commits.

use tokio::sync::mpsc::UnboundedReceiver;

use super::people;
use crate::domain::{CommitNumber, Token};
use crate::protocol::ServerFrame;
use crate::server::db::{Change, Commit, Member, MessageRow};
use crate::server::{App, Error};

/// Publishes each commit through the hub until the writer has stopped. The writer has answered its
/// waiters by then, so that nobody is told of what is not durable.
pub async fn publish_commits(app: App, mut commits: UnboundedReceiver<Commit>) {
    while let Some(commit) = commits.recv().await {
        for change in commit.changes {
            if let Err(error) = publish(&app, commit.number, change) {
                // The clients concerned will see the hole in the numbers and fetch the page.
                tracing::error!(%error, commit = commit.number.0, "a change could not be published");
            }
        }
    }
}

fn publish(app: &App, number: CommitNumber, change: Change) -> Result<(), Error> {
    let token = Token { number, ..app.store.token() };
    match change {
        Change::UserInserted(user) => {
            let person = people::card(app, &user);
            app.hub.publish_to_everyone(&ServerFrame::PersonJoined { person, token });
        }
        Change::SessionRevoked { session, .. } => app.hub.end_session(session),
        Change::MessageAppended { message, members } => {
            publish_message(app, token, &message, &members)?;
        }
        Change::CursorsMoved { conversation, user, cursors } => {
            let (one, other) = conversation.pair();
            let members = if one == other { vec![one] } else { vec![one, other] };
            let frame = ServerFrame::CursorsMoved { conversation, person: user, cursors, token };
            app.hub.publish(&members, &frame);
        }
    }
    Ok(())
}

fn publish_message(
    app: &App,
    token: Token,
    row: &MessageRow,
    members: &[Member],
) -> Result<(), Error> {
    let Some(conversation) = app.store.find_conversation(&row.conversation) else {
        return Err(Error::Internal(format!("no conversation {}", row.conversation)));
    };
    let message = people::unsealed(app, &conversation, row)?;
    for member in members {
        let frame = ServerFrame::MessageSent {
            message: message.clone(),
            cursors: member.cursors,
            token: token.clone(),
        };
        app.hub.publish(&[member.user], &frame);
    }
    Ok(())
}
