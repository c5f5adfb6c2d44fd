//! From commits to frames: tells everyone concerned what became durable, in the order of commits.

use tokio::sync::mpsc::UnboundedReceiver;

use super::people;
use crate::domain::{CommitNumber, Token, UserId};
use crate::protocol::ServerFrame;
use crate::server::db::{Change, Commit, Member, MessageRow};
use crate::server::{App, Error};

/// Publishes each commit through the hub until the writer has stopped. The writer has answered its
/// waiters by then, so that nobody is told of what is not durable.
pub async fn publish_commits(app: App, mut commits: UnboundedReceiver<Commit>) {
    while let Some(commit) = commits.recv().await {
        let mut later = commit.changes.as_slice();
        while let [change, rest @ ..] = later {
            later = rest;
            if let Err(error) = publish(&app, commit.number, change, later) {
                // The clients concerned will see the hole in the numbers and fetch the page.
                tracing::error!(%error, commit = commit.number.0, "a change could not be published");
            }
        }
    }
}

/// Publishes one change of a commit; `later` are those after it in the same commit.
fn publish(
    app: &App,
    number: CommitNumber,
    change: &Change,
    later: &[Change],
) -> Result<(), Error> {
    let token_for = |person| token_for(app, number, person, later);
    match change {
        Change::UserInserted(user) => {
            let person = people::card(app, user);
            let number = if later.is_empty() { number } else { before(number) };
            let token = Token { number, ..app.store.token() };
            app.hub.publish_to_everyone(&ServerFrame::PersonJoined { person, token });
        }
        Change::SessionRevoked { session, .. } => app.hub.end_session(*session),
        Change::MessageAppended { message, members } => {
            publish_message(app, message, members, token_for)?;
        }
        Change::CursorsMoved { conversation, user, cursors } => {
            let (one, other) = conversation.pair();
            let members = if one == other { vec![one] } else { vec![one, other] };
            for member in members {
                let frame = ServerFrame::CursorsMoved {
                    conversation: conversation.clone(),
                    person: *user,
                    cursors: *cursors,
                    token: token_for(member),
                };
                app.hub.publish(&[member], &frame);
            }
        }
    }
    Ok(())
}

fn publish_message(
    app: &App,
    row: &MessageRow,
    members: &[Member],
    token_for: impl Fn(UserId) -> Token,
) -> Result<(), Error> {
    let Some(conversation) = app.store.find_conversation(&row.conversation) else {
        return Err(Error::Internal(format!("no conversation {}", row.conversation)));
    };
    let message = people::unsealed(app, &conversation, row)?;
    for member in members {
        let frame = ServerFrame::MessageSent {
            message: message.clone(),
            cursors: member.cursors,
            token: token_for(member.user),
        };
        app.hub.publish(&[member.user], &frame);
    }
    Ok(())
}

/// A commit has many changes, and a token must not claim those that the client has not been sent
/// yet: only the last one that concerns a person carries the commit's own number to them.
fn token_for(app: &App, number: CommitNumber, person: UserId, later: &[Change]) -> Token {
    let more_to_come = later.iter().any(|change| concerns(change, person));
    let number = if more_to_come { before(number) } else { number };
    Token { number, ..app.store.token() }
}

fn concerns(change: &Change, person: UserId) -> bool {
    match change {
        Change::UserInserted(_) => true,
        Change::SessionRevoked { .. } => false,
        Change::MessageAppended { members, .. } => {
            members.iter().any(|member| member.user == person)
        }
        Change::CursorsMoved { conversation, .. } => conversation.has_member(person),
    }
}

fn before(number: CommitNumber) -> CommitNumber {
    CommitNumber(number.0.saturating_sub(1))
}
