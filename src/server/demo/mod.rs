//! A server full of people to look around in: a dozen accounts and some 3 000 messages in several
//! scripts, made through the services as people would make them.

mod cast;
mod chatter;

use std::collections::HashMap;

use crate::domain::{ClientId, ConversationId, Seq, Status};
use crate::protocol::ServerFrame;
use crate::server::auth::CurrentUser;
use crate::server::service::{accounts, conversations, messages, status};
use crate::server::{App, Error};

pub use cast::{CAST, PASSWORD};

const MESSAGES: usize = 3_000;
/// Who is Busy, by their place in the cast.
const BUSY: usize = 2;

/// Fills an empty server; does nothing where there are people already.
///
/// # Errors
/// Those of the services.
pub async fn fill(app: &App) -> Result<(), Error> {
    if !app.store.list_users().is_empty() {
        return Ok(());
    }
    let mut people = vec![];
    for person in CAST {
        people.push(sign_up(app, person).await?);
    }
    let seen = talk(app, &people).await?;
    let marks = seen.iter().map(|((person, conversation), seq)| {
        conversations::mark_seen(app, &people[*person], conversation, *seq)
    });
    futures::future::try_join_all(marks).await?;
    status::set_status(app, &people[BUSY], Status::Busy { until: None }).await?;
    Ok(())
}

/// How far each person, by their place in the cast, has read in each conversation.
type Seen = HashMap<(usize, ConversationId), Seq>;

async fn talk(app: &App, people: &[CurrentUser]) -> Result<Seen, Error> {
    let mut seen = Seen::new();
    let mut chatter = chatter::Chatter::new(people.len());
    for _ in 0..MESSAGES {
        let line = chatter.next_line();
        let (from, to) = (&people[line.from], &people[line.to]);
        let conversation = ConversationId::of_pair(from.user, to.user);
        let sent =
            messages::send_freely(app, from, &conversation, ClientId::random(), line.text).await?;
        let ServerFrame::MessageSent { message, .. } = sent.frame else { continue };
        if line.answers {
            // Whoever answers has read what was said before.
            seen.insert((line.from, conversation), Seq(message.seq.0.saturating_sub(1)));
        }
    }
    Ok(seen)
}

async fn sign_up(app: &App, person: &cast::Person) -> Result<CurrentUser, Error> {
    let typed = accounts::SignUp {
        full_name: person.full_name.into(),
        username: person.username.into(),
        email: String::new(),
        password: PASSWORD.into(),
        invite: String::new(),
    };
    let session = accounts::sign_up(app, typed, "demo").await?.session;
    let current = CurrentUser { user: session.user, session: session.id, scope: session.scope };
    accounts::log_out(app, &current).await?;
    Ok(current)
}
