//! What a tab does when it is welcomed.

use std::sync::{Mutex, PoisonError};

use natter::domain::{ConversationId, Token};
use natter::protocol::Resume;

use super::flaw::Flaw;
use super::held::Held;
use super::person::{Person, Trouble};

/// Whether everything is held that happened before the welcome. Until then no fact is taken in.
///
/// # Errors
/// If a page could not be had: the connection is of no use then. What is wrong with the pages is in
/// the result.
pub async fn catch_up(
    person: &Person,
    address: &str,
    friends: &[(ConversationId, String)],
    (resume, token): (Resume, &Token),
    held: &Mutex<Held>,
) -> Result<Result<(), Flaw>, Trouble> {
    let lock = || held.lock().unwrap_or_else(PoisonError::into_inner);
    if resume == Resume::UpToDate {
        lock().advance(token);
        return Ok(Ok(()));
    }
    let mut oldest: Option<Token> = None;
    for (conversation, username) in friends {
        let held_to = lock().last(conversation);
        let view = person.view(address, username).await?;
        let mut older = vec![];
        while let Some(first) = older.first().or(view.messages.first()).map(|m| m.seq.0)
            && first > held_to + 1
        {
            let mut page = person.page(address, conversation, first).await?;
            page.append(&mut older);
            older = page;
        }
        if let Err(flaw) = lock().take_pages(&older, &view) {
            return Ok(Err(flaw));
        }
        if oldest.as_ref().is_none_or(|oldest| view.token.number < oldest.number) {
            oldest = Some(view.token);
        }
    }
    // Only now: whoever is cut off half-way has not caught up.
    if let Some(token) = oldest {
        lock().token = Some(token);
    }
    Ok(Ok(()))
}
