//! What a client that comes back has missed.

use super::{conversations, people};
use crate::domain::{CommitNumber, ConversationId, ConversationView, Message, Seq, Token, UserId};
use crate::protocol::{HELD_CONVERSATIONS_MAX, Resume, ServerFrame};
use crate::server::auth::CurrentUser;
use crate::server::planted::{self, Fault};
use crate::server::{App, Error};

/// How many people and conversations a catch-up is about at most; where it is more, fresh pages cost
/// less.
const CHANGES_MAX: usize = 1_000;
/// How many people, or conversations, one piece has at most.
const PER_PIECE: usize = 50;
/// How many messages one piece has at most, and about how many bytes of text.
const MESSAGES_PER_PIECE: usize = 50;
const TEXT_PER_PIECE_BYTES: usize = 48 * 1024;
/// How many messages of a conversation are caught up with; before them there may be a hole, to be
/// asked for by pages.
const MESSAGES_MAX: u64 = 200;

/// What is to be told to a client that comes back, piece by piece.
pub struct Missed {
    since: CommitNumber,
    newest: Token,
    people: Vec<UserId>,
    conversations: Vec<ConversationId>,
    holds: Vec<ConversationId>,
    /// Later messages of the conversation that was told last.
    rest: Option<(ConversationView, Vec<Message>)>,
    is_told: bool,
}

/// Compares what the client has with what concerns its person, and gives the newest token.
///
/// The caller is registered with the hub already, so that what happens after this answer reaches it
/// live.
pub fn resume(
    app: &App,
    current: &CurrentUser,
    shown: Option<&Token>,
    mut holds: Vec<ConversationId>,
) -> (Resume, Token, Option<Missed>) {
    let newest = app.store.token();
    let known = shown.filter(|shown| shown.epoch == newest.epoch && shown.number <= newest.number);
    let Some(since) = known.map(|shown| shown.number) else {
        return (Resume::TakeFreshPages, newest, None);
    };
    let since = if planted::is(Fault::TokenOffByOne) { since.next() } else { since };
    if app.store.last_change_for(current.user) <= since {
        return (Resume::UpToDate, newest, None);
    }
    let changes = app.store.list_changes_for(current.user, since);
    if CHANGES_MAX < changes.people.len() + changes.conversations.len() {
        return (Resume::TakeFreshPages, newest, None);
    }
    holds.truncate(HELD_CONVERSATIONS_MAX);
    let missed = Missed {
        since,
        newest: newest.clone(),
        people: changes.people,
        conversations: changes.conversations,
        holds,
        rest: None,
        is_told: false,
    };
    (Resume::CatchUp, newest, Some(missed))
}

impl Missed {
    /// The next piece, as things are now; `None` after the last one.
    ///
    /// # Errors
    /// Those of the database: the client has to begin again.
    pub async fn next_piece(
        &mut self,
        app: &App,
        current: &CurrentUser,
    ) -> Result<Option<ServerFrame>, Error> {
        if self.is_told {
            return Ok(None);
        }
        let Some(me) = app.store.find_user(current.user) else { return Ok(None) };
        let people = self.people.split_off(self.people.len().saturating_sub(PER_PIECE));
        let people = people.into_iter().filter_map(|person| app.store.find_user(person));
        let people = people.map(|user| people::card(app, &user)).collect();
        let mut conversations = vec![];
        while conversations.len() < PER_PIECE && self.rest.is_none() {
            let Some(id) = self.conversations.pop() else { break };
            conversations.extend(self.conversation(app, current, &id).await?);
        }
        if conversations.is_empty() {
            conversations.extend(self.cut_rest());
        }
        self.is_told =
            self.people.is_empty() && self.conversations.is_empty() && self.rest.is_none();
        Ok(Some(ServerFrame::Missed {
            people,
            conversations,
            account: people::account(app, &me),
            token: self.newest.clone(),
            more: !self.is_told,
        }))
    }

    /// How a conversation stands. Of one that the client holds, new messages come with it, or after it
    /// in pieces of their own.
    async fn conversation(
        &mut self,
        app: &App,
        current: &CurrentUser,
        id: &ConversationId,
    ) -> Result<Option<ConversationView>, Error> {
        let other = id.other(current.user).and_then(|other| app.store.find_user(other));
        let Some(other) = other else { return Ok(None) };
        let view = conversations::view(app, current, other, Seq::ZERO).await?;
        if !self.holds.contains(id) {
            return Ok(Some(view));
        }
        let messages =
            conversations::list_messages_since(app, id, self.since, MESSAGES_MAX).await?;
        self.rest = Some((view, messages));
        Ok(None)
    }

    fn cut_rest(&mut self) -> Option<ConversationView> {
        let (view, messages) = self.rest.take()?;
        let mut bytes = 0;
        let fits = |message: &&Message| {
            bytes += message.body.as_str().len();
            bytes <= TEXT_PER_PIECE_BYTES
        };
        let count = messages.iter().take(MESSAGES_PER_PIECE).take_while(fits).count();
        let mut now = messages;
        let later = now.split_off(count.max(1).min(now.len()));
        let told = ConversationView { messages: now, ..view.clone() };
        self.rest = Some((view, later)).filter(|(_, later)| !later.is_empty());
        Some(told)
    }
}
