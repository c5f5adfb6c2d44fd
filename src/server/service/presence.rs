//! Who is there: from the hub's comings and goings to the database and to those who watch.

use tokio::sync::mpsc::UnboundedReceiver;

use super::people;
use crate::domain::{Presence, UnixMillis, UserId};
use crate::server::App;
use crate::server::hub::PresenceEvent;

/// Follows people coming and leaving until the hub is gone: keeps when somebody was last seen and
/// tells the tabs that show them.
pub async fn follow_presence(app: App, mut events: UnboundedReceiver<PresenceEvent>) {
    while let Some(PresenceEvent { person, online, at }) = events.recv().await {
        let last_seen = if online {
            app.store.find_user(person).and_then(|user| user.last_seen)
        } else {
            if let Err(error) = app.store.set_last_seen(person, at).await {
                tracing::warn!(%error, "when somebody was last seen could not be kept");
            }
            Some(at)
        };
        app.hub.publish_presence(person, Presence { online, last_seen });
    }
}

/// Keeps that everybody who is there was last seen now: the server stops.
pub async fn note_departures(app: &App) {
    let at = UnixMillis::now();
    let people = app.hub.list_online();
    let notes = people.into_iter().map(|person| app.store.set_last_seen(person, at));
    for failed in futures::future::join_all(notes).await.into_iter().filter_map(Result::err) {
        tracing::warn!(error = %failed, "when somebody was last seen could not be kept");
    }
}

/// What is known of the presence of these people, but for those who do not exist.
pub fn list_presences(app: &App, people: &[UserId]) -> Vec<(UserId, Presence)> {
    let users = people.iter().filter_map(|person| app.store.find_user(*person));
    users.map(|user| (user.id, people::card(app, &user).presence)).collect()
}
