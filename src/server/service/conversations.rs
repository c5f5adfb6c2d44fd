//! Opening a conversation, reading back in it, having seen it.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{messages, people};
use crate::domain::{
    CommitNumber, ConversationId, ConversationView, Cursors, MESSAGES_PER_PAGE, Message,
    ProblemCode, Receipts, Scope, Seq, UserId, Username,
};
use crate::server::auth::CurrentUser;
use crate::server::db::{Conversation, User};
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
    let user = app.store.find_user_by_username(username).ok_or(ProblemCode::NotFound)?;
    let before = before.map_or(Seq(u64::MAX), |before| Seq(before.0.saturating_sub(1)));
    view(app, current, user, before).await
}

/// How the conversation with somebody stands, with up to [`MESSAGES_PER_PAGE`] messages that end at
/// `last`.
///
/// # Errors
/// Those of the database.
pub(super) async fn view(
    app: &App,
    current: &CurrentUser,
    user: Arc<User>,
    last: Seq,
) -> Result<ConversationView, Error> {
    // The token is taken first: what happens meanwhile is then fetched again, never missed.
    let token = app.store.token();
    let other = user.id;
    let contact = people::contact(app, current, user)?;
    let Some(conversation) = app.store.find_conversation(&contact.conversation) else {
        let (receipts, messages, held) = (Receipts::default(), vec![], vec![]);
        return Ok(ConversationView { contact, messages, receipts, held, token });
    };
    let messages = page_up_to(app, &conversation, last).await?;
    let held = app.store.list_held(current.user, &conversation.id);
    let held = held.iter().map(|row| messages::unsealed_held(app, &conversation, row));
    let held = held.collect::<Result<_, _>>()?;
    let receipts = receipts_for(app, &conversation, current.user, other);
    Ok(ConversationView { contact, messages, receipts, held, token })
}

/// How the conversation with somebody stands, with up to `limit` messages that lie after `after` and
/// before `before`: the first of them where `after` is given, else the last. Says whether there are
/// more of them.
///
/// # Errors
/// Those of the database.
pub async fn window(
    app: &App,
    current: &CurrentUser,
    user: Arc<User>,
    after: Option<Seq>,
    before: Option<Seq>,
    limit: u64,
) -> Result<(ConversationView, bool), Error> {
    let mut view = view(app, current, user, Seq::ZERO).await?;
    let known = app.store.find_conversation(&view.contact.conversation);
    let Some(conversation) = known else { return Ok((view, false)) };
    let top = before.map_or(u64::MAX, |before| before.0.saturating_sub(1));
    let top = top.min(view.contact.last_seq().0);
    let (last, count) = match after {
        Some(Seq(after)) => {
            let last = top.min(after.saturating_add(limit));
            (last, last.saturating_sub(after))
        }
        None => (top, limit),
    };
    if count > 0 {
        let rows = app.store.page_messages(&conversation.id, Seq(last), count).await?;
        let messages = rows.iter().map(|row| people::unsealed(app, &conversation, row));
        view.messages = messages.collect::<Result<_, _>>()?;
    }
    let more = match after {
        Some(_) => last < top,
        None => view.messages.first().is_some_and(|first| first.seq > Seq(1)),
    };
    Ok((view, more))
}

/// The conversations that were written to last, at most `max`.
pub fn list_latest(app: &App, current: &CurrentUser, max: usize) -> Vec<ConversationId> {
    let mut all = app.store.list_conversations(current.user);
    all.sort_by_key(|one| Reverse(one.last.as_ref().map(|last| last.sent_at)));
    all.into_iter().take(max).map(|one| one.id.clone()).collect()
}

/// The newest messages of a conversation that were written after `since`, at most `limit`, oldest
/// first.
///
/// # Errors
/// Those of the database.
pub(super) async fn list_messages_since(
    app: &App,
    id: &ConversationId,
    since: CommitNumber,
    limit: u64,
) -> Result<Vec<Message>, Error> {
    let Some(conversation) = app.store.find_conversation(id) else { return Ok(vec![]) };
    let rows = app.store.list_messages_since(id, since, limit).await?;
    rows.iter().map(|row| people::unsealed(app, &conversation, row)).collect()
}

/// What `viewer` may know of how far `other` has come. What `other` saw while sending no receipts is
/// not in them; a viewer who sends none gets none.
pub(super) fn receipts_for(
    app: &App,
    conversation: &Conversation,
    viewer: UserId,
    other: UserId,
) -> Receipts {
    let receipts = conversation.find_member(other).map(|member| member.receipts);
    let receipts = receipts.unwrap_or_default();
    if app.store.find_user(viewer).is_some_and(|viewer| viewer.sends_seen) {
        receipts
    } else {
        Receipts { seen: Seq::ZERO, seen_at: None, ..receipts }
    }
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
    current.require(Scope::Write)?;
    let conversation = of_member(app, current, conversation)?;
    Ok(app.store.move_seen(&conversation.id, current.user, seq).await?)
}

/// Everything up to `seq` has arrived at one of this person's clients. Never moves back, nor beyond
/// the last.
///
/// # Errors
/// [`ProblemCode::NotFound`] for a conversation that is not, or not this person's.
pub async fn mark_delivered(
    app: &App,
    current: &CurrentUser,
    conversation: &ConversationId,
    seq: Seq,
) -> Result<Cursors, Error> {
    current.require(Scope::Write)?;
    let conversation = of_member(app, current, conversation)?;
    Ok(app.store.move_delivered(&conversation.id, current.user, seq).await?)
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
