//! The sidebar: oneself and everyone else.

use std::cmp::Reverse;
use std::sync::Arc;

use crate::domain::{
    Account, CONTACTS_PER_PAGE, Contact, ContactsPage, ConversationId, Cursors, LastMessage,
    Message, MessageBody, Overview, Person, Presence, ProblemCode, UserId, Username, fold,
};
use crate::server::auth::CurrentUser;
use crate::server::db::{Conversation, MessageRow, User};
use crate::server::{App, Error};

/// What a signed-in page shows around the conversation, from `offset` on.
///
/// # Errors
/// [`ProblemCode::SignedOut`] if the account is gone.
pub fn overview(app: &App, current: &CurrentUser, offset: usize) -> Result<Overview, Error> {
    let me = app.store.find_user(current.user).ok_or(ProblemCode::SignedOut)?;
    let page = list_contacts(app, current, "", offset)?;
    Ok(Overview { me: card(app, &me), account: account(app, &me), page })
}

/// Oneself.
///
/// # Errors
/// [`ProblemCode::SignedOut`] if the account is gone.
pub fn own_card(app: &App, current: &CurrentUser) -> Result<Person, Error> {
    Ok(me(app, current.user)?.0)
}

/// Somebody as they see themselves.
///
/// # Errors
/// [`ProblemCode::SignedOut`] if the account is gone.
pub fn me(app: &App, user: UserId) -> Result<(Person, Account), Error> {
    let me = app.store.find_user(user).ok_or(ProblemCode::SignedOut)?;
    Ok((card(app, &me), account(app, &me)))
}

/// The person of this id or username, a former one too.
///
/// # Errors
/// [`ProblemCode::NotFound`] if there is none.
pub fn get_by_address(app: &App, address: &str) -> Result<Arc<User>, Error> {
    // Without its hyphens an id could be a username.
    let by_id = || address.contains('-').then(|| address.parse::<UserId>().ok()).flatten();
    let by_name = || app.store.find_user_by_username(&Username::parse(address).ok()?);
    let found = by_id().and_then(|id| app.store.find_user(id)).or_else(by_name);
    found.ok_or_else(|| ProblemCode::NotFound.into())
}

/// What a person alone knows of their account.
pub fn account(app: &App, user: &User) -> Account {
    Account { unseen: app.store.count_unseen(user.id), sends_seen: user.sends_seen }
}

/// A page of the contacts whose name or username has `search` in it, whatever case or accents;
/// an empty search is everyone.
///
/// # Errors
/// [`ProblemCode::TooMany`] for searches; otherwise none but those of unsealing.
pub fn list_contacts(
    app: &App,
    current: &CurrentUser,
    search: &str,
    offset: usize,
) -> Result<ContactsPage, Error> {
    if !search.is_empty() {
        app.limits.count_search(current.user)?;
    }
    // Taken first: what happens meanwhile is then fetched again, never missed.
    let token = app.store.token();
    let wanted = fold(search.trim().trim_start_matches('@'));
    let mut found: Vec<Line> = app
        .store
        .list_users()
        .into_iter()
        .filter(|user| {
            wanted.is_empty()
                || fold(user.full_name.as_str()).contains(&wanted)
                || user.username.as_str().contains(&wanted)
        })
        .map(|user| Line::new(app, current.user, user))
        // The notes to self are listed once there are some; somebody who is gone, where there are words.
        .filter(|line| line.user.id != current.user && !line.user.deleted || line.last().is_some())
        .collect();
    found.sort_by_cached_key(Line::order);
    let total = found.len();
    let page = found.into_iter().skip(offset).take(CONTACTS_PER_PAGE);
    let contacts =
        page.map(|line| line.into_contact(app, current.user)).collect::<Result<_, _>>()?;
    Ok(ContactsPage { contacts, offset: offset.min(total), total, token })
}

/// The line of the sidebar for one person.
///
/// # Errors
/// None but those of unsealing.
pub fn contact(app: &App, current: &CurrentUser, user: Arc<User>) -> Result<Contact, Error> {
    Line::new(app, current.user, user).into_contact(app, current.user)
}

/// A person's card.
pub fn card(app: &App, user: &User) -> Person {
    Person {
        id: user.id,
        username: user.username.clone(),
        full_name: user.full_name.clone(),
        presence: Presence { online: app.hub.is_online(user.id), last_seen: user.last_seen },
        status: user.status,
        email: user.email.clone(),
        bio: user.bio.clone(),
        is_deleted: user.deleted,
    }
}

struct Line {
    user: Arc<User>,
    id: ConversationId,
    conversation: Option<Arc<Conversation>>,
}

impl Line {
    fn new(app: &App, me: UserId, user: Arc<User>) -> Self {
        let id = ConversationId::of_pair(me, user.id);
        let conversation = app.store.find_conversation(&id);
        Self { user, id, conversation }
    }

    fn last(&self) -> Option<&MessageRow> {
        self.conversation.as_ref().and_then(|conversation| conversation.last.as_ref())
    }

    /// Latest conversation first, then those without one by name; the username settles ties.
    fn order(&self) -> impl Ord + use<> {
        let latest = self.last().map(|last| last.sent_at);
        let name = fold(self.user.full_name.as_str());
        (Reverse(latest), name, self.user.username.clone())
    }

    fn into_contact(self, app: &App, me: UserId) -> Result<Contact, Error> {
        let last = match (&self.conversation, self.last()) {
            (Some(conversation), Some(last)) => Some(preview(app, conversation, last)?),
            _ => None,
        };
        let cursors = self.conversation.as_ref().map_or_else(Cursors::default, |conversation| {
            conversation.cursors_of(me).unwrap_or_default()
        });
        Ok(Contact { person: card(app, &self.user), conversation: self.id, last, cursors })
    }
}

fn preview(app: &App, conversation: &Conversation, row: &MessageRow) -> Result<LastMessage, Error> {
    Ok(LastMessage::from(&unsealed(app, conversation, row)?))
}

/// A stored message, opened.
pub(super) fn unsealed(
    app: &App,
    conversation: &Conversation,
    row: &MessageRow,
) -> Result<Message, Error> {
    Ok(opened(row, app.keyring.open(conversation, row)?))
}

/// A stored message whose body is known.
pub(super) fn opened(row: &MessageRow, body: MessageBody) -> Message {
    Message {
        conversation: row.conversation.clone(),
        seq: row.seq,
        sender: row.sender,
        client_id: row.client_id,
        body,
        sent_at: row.sent_at,
    }
}
