//! The open event streams.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::response::sse::Event;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::event_stream::EventStream;
use crate::protocol::CONNECTIONS_PER_PERSON_MAX;
use crate::server::auth::CurrentUser;

/// Every event stream by its id, which nobody can guess. Cheap to clone.
#[derive(Clone, Default)]
pub struct Streams(Arc<Mutex<HashMap<Uuid, Arc<EventStream>>>>);

impl Streams {
    /// A new stream of that session, and what is to be sent over it. As with connections, a person
    /// has no more than so many: the oldest goes, those that nobody uses first.
    pub(super) fn open(&self, owner: CurrentUser) -> (Arc<EventStream>, mpsc::Receiver<Event>) {
        let (stream, events) = EventStream::new(owner);
        let stream = Arc::new(stream);
        let mut open = self.lock();
        let of_person = open.values().filter(|other| other.owner.user == stream.owner.user);
        let mut of_person: Vec<_> = of_person.cloned().collect();
        open.insert(stream.id, stream.clone());
        drop(open);
        of_person.sort_by_key(|other| (other.has_tabs(), other.opened));
        let too_many = (of_person.len() + 1).saturating_sub(CONNECTIONS_PER_PERSON_MAX);
        of_person[..too_many].iter().for_each(|other| other.end());
        (stream, events)
    }

    /// The stream of that id, if it is this session's own.
    pub(super) fn find(&self, id: Uuid, owner: &CurrentUser) -> Option<Arc<EventStream>> {
        self.lock().get(&id).filter(|stream| stream.owner == *owner).cloned()
    }

    pub(super) fn forget(&self, id: Uuid) {
        self.lock().remove(&id);
    }

    /// How many streams there are.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Arc<EventStream>>> {
        // Each change is one operation on the map, whole whatever panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
