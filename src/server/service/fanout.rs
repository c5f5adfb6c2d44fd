//! From commits to frames: tells everyone concerned what became durable, in the order of commits.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedReceiver;

use super::{conversations, messages, people};
use crate::domain::{CommitNumber, ConversationId, Token, UserId};
use crate::protocol::ServerFrame;
use crate::server::db::{Audience, Change, Commit, Conversation, Member, MessageRow};
use crate::server::{App, Error};

/// Publishes each commit through the hub until the writer has stopped. The writer has answered its
/// waiters by then, so that nobody is told of what is not durable.
pub async fn publish_commits(app: App, mut commits: UnboundedReceiver<Commit>) {
    while let Some(commit) = commits.recv().await {
        let last = LastChanges::of(&commit.changes);
        for (place, change) in commit.changes.iter().enumerate() {
            if let Err(error) = publish(&app, &commit, change, place, &last) {
                // The clients concerned will see the hole in the numbers and fetch the page.
                tracing::error!(%error, commit = commit.number.0, "a change could not be published");
            }
        }
    }
}

/// The places of the last changes of a commit that concern somebody.
struct LastChanges {
    of_everyone: Option<usize>,
    of: HashMap<UserId, usize>,
}

impl LastChanges {
    fn of(changes: &[Change]) -> Self {
        let mut last = Self { of_everyone: None, of: HashMap::new() };
        for (place, change) in changes.iter().enumerate() {
            match change.audience() {
                Audience::Everyone => last.of_everyone = Some(place),
                Audience::People(people) => {
                    last.of.extend(people.into_iter().map(|person| (person, place)));
                }
            }
        }
        last
    }

    fn are_later(&self, person: UserId, place: usize) -> bool {
        self.of.get(&person).copied().max(self.of_everyone) > Some(place)
    }
}

/// Publishes one change of a commit, the one at `place`.
fn publish(
    app: &App,
    commit: &Commit,
    change: &Change,
    place: usize,
    last: &LastChanges,
) -> Result<(), Error> {
    let number = commit.number;
    // Of a commit that was in doubt only the database knows.
    let unseen = |person| {
        let told = commit.unseen.get(&person).copied();
        told.unwrap_or_else(|| app.store.count_unseen(person))
    };
    // A token must not claim what the client has not been sent yet: only the last change that
    // concerns a person carries the commit's own number to them.
    let token_for = |person| {
        let number = if last.are_later(person, place) { before(number) } else { number };
        Token { number, ..app.store.token() }
    };
    match change {
        Change::PersonChanged(user) => {
            let person = people::card(app, user);
            let is_last = place + 1 == commit.changes.len();
            let number = if is_last { number } else { before(number) };
            let token = Token { number, ..app.store.token() };
            app.hub.publish_to_everyone(&ServerFrame::PersonChanged { person, token });
        }
        Change::AccountChanged(user) => {
            let (account, token) = (people::account(app, user), token_for(user.id));
            app.hub.publish(&[user.id], &ServerFrame::AccountChanged { account, token });
        }
        Change::SessionRevoked { session, .. } => app.hub.end_session(*session),
        Change::MessageAppended { message, members } => {
            publish_message(app, message, members, unseen, token_for)?;
        }
        Change::MessageHeld(row) => {
            let conversation = get_conversation(app, &row.conversation)?;
            let message = messages::unsealed_held(app, &conversation, row)?;
            let token = token_for(row.sender);
            app.hub.publish(&[row.sender], &ServerFrame::MessageHeld { message, token });
        }
        Change::HeldTakenBack { conversation, sender, client_id } => {
            let (conversation, client_id) = (conversation.clone(), *client_id);
            let token = token_for(*sender);
            let frame = ServerFrame::HeldTakenBack { conversation, client_id, token };
            app.hub.publish(&[*sender], &frame);
        }
        Change::CursorsMoved { conversation, member, seen, shown } => {
            if *seen {
                let frame = ServerFrame::CursorsMoved {
                    conversation: conversation.clone(),
                    cursors: member.cursors,
                    unseen: unseen(member.user),
                    token: token_for(member.user),
                };
                app.hub.publish(&[member.user], &frame);
            }
            let other = conversation.other(member.user).filter(|other| *other != member.user);
            if let Some(other) = other.filter(|_| *shown) {
                let known = get_conversation(app, conversation)?;
                let frame = ServerFrame::ReceiptsMoved {
                    conversation: conversation.clone(),
                    person: member.user,
                    receipts: conversations::receipts_for(app, &known, other, member.user),
                    token: token_for(other),
                };
                app.hub.publish(&[other], &frame);
            }
        }
    }
    Ok(())
}

fn get_conversation(app: &App, id: &ConversationId) -> Result<Arc<Conversation>, Error> {
    let known = app.store.find_conversation(id);
    known.ok_or_else(|| Error::Internal(format!("no conversation {id}")))
}

fn publish_message(
    app: &App,
    row: &MessageRow,
    members: &[Member],
    unseen: impl Fn(UserId) -> u64,
    token_for: impl Fn(UserId) -> Token,
) -> Result<(), Error> {
    let conversation = get_conversation(app, &row.conversation)?;
    let message = people::unsealed(app, &conversation, row)?;
    for member in members {
        let frame = ServerFrame::MessageSent {
            message: message.clone(),
            cursors: member.cursors,
            unseen: unseen(member.user),
            token: token_for(member.user),
        };
        app.hub.publish(&[member.user], &frame);
    }
    Ok(())
}

fn before(number: CommitNumber) -> CommitNumber {
    CommitNumber(number.0.saturating_sub(1))
}
