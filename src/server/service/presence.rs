//! Who is there: from the hub's comings and goings to the database and to those who watch.

use tokio::sync::mpsc::UnboundedReceiver;

use crate::domain::Presence;
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
