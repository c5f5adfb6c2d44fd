//! All messages that wait, and which were taken back, in memory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::HeldRow;
use super::message::Origin;
use crate::domain::{ConversationId, UserId};

/// See the module. There are as many as Busy people have been written to meanwhile.
#[derive(Default)]
pub(super) struct Waiting {
    places: HashMap<Origin, (UserId, u64)>,
    by_receiver: HashMap<UserId, BTreeMap<u64, Arc<HeldRow>>>,
    last_place: u64,
    taken_back: HashSet<Origin>,
}

impl Waiting {
    /// The newest place that was ever given, as far as is known: places of what waits are never given
    /// twice at once.
    pub fn last_place(&self) -> u64 {
        self.last_place
    }

    pub fn put(&mut self, held: Arc<HeldRow>) {
        self.last_place = self.last_place.max(held.place);
        self.places.insert(held.origin(), (held.receiver(), held.place));
        self.by_receiver.entry(held.receiver()).or_default().insert(held.place, held);
    }

    pub fn remove(&mut self, held: &HeldRow) {
        self.places.remove(&held.origin());
        if let Some(rows) = self.by_receiver.get_mut(&held.receiver()) {
            rows.remove(&held.place);
            if rows.is_empty() {
                self.by_receiver.remove(&held.receiver());
            }
        }
    }

    /// It was taken back, for good.
    pub fn put_taken_back(&mut self, origin: Origin) {
        self.taken_back.insert(origin);
    }

    pub fn is_taken_back(&self, origin: Origin) -> bool {
        self.taken_back.contains(&origin)
    }

    pub fn find(&self, origin: Origin) -> Option<&Arc<HeldRow>> {
        let (receiver, place) = self.places.get(&origin)?;
        self.by_receiver.get(receiver)?.get(place)
    }

    /// How many messages wait.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Those for whom something waits.
    pub fn receivers(&self) -> impl Iterator<Item = UserId> {
        self.by_receiver.keys().copied()
    }

    /// What waits for somebody, in its order.
    pub fn list_for(&self, receiver: UserId) -> impl Iterator<Item = &Arc<HeldRow>> {
        self.by_receiver.get(&receiver).into_iter().flat_map(BTreeMap::values)
    }

    /// What somebody has written to a conversation and waits there, in its order.
    pub fn list_from(
        &self,
        sender: UserId,
        conversation: &ConversationId,
    ) -> impl Iterator<Item = &Arc<HeldRow>> {
        let receiver = conversation.other(sender);
        let rows = receiver.and_then(|receiver| self.by_receiver.get(&receiver));
        let rows = rows.into_iter().flat_map(BTreeMap::values);
        rows.filter(move |held| held.sender == sender && held.conversation == *conversation)
    }
}
