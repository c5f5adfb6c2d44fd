//! Own messages of one conversation that wait for somebody Busy.

use super::stamped::Stamped;
use crate::domain::{ClientId, CommitNumber, HeldMessage};

/// What waits, and what was heard to wait no more: a page that is older must not bring it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HeldLines(Vec<(ClientId, Stamped<Option<HeldMessage>>)>);

impl HeldLines {
    /// In the order in which they will be sent.
    pub fn list(&self) -> Vec<&HeldMessage> {
        let mut waiting: Vec<_> =
            self.0.iter().filter_map(|(_, held)| held.get().as_ref()).collect();
        waiting.sort_by_key(|held| held.place);
        waiting
    }

    pub fn find(&self, client_id: ClientId) -> Option<&HeldMessage> {
        let (_, held) = self.0.iter().find(|(known, _)| *known == client_id)?;
        held.get().as_ref()
    }

    /// It waits, or does not any more (`None`).
    pub fn hear(&mut self, client_id: ClientId, held: Option<HeldMessage>, at: CommitNumber) {
        match self.0.iter_mut().find(|(known, _)| *known == client_id) {
            Some((_, known)) => drop(known.hear(held, at)),
            None => self.0.push((client_id, Stamped::new(held, at))),
        }
    }

    /// All that waits, as a page says.
    pub fn merge(&mut self, page: &[HeldMessage], at: CommitNumber) {
        for (client_id, known) in &mut self.0 {
            known.merge(page.iter().find(|held| held.client_id == *client_id).cloned(), at);
        }
        for held in page {
            if !self.0.iter().any(|(known, _)| *known == held.client_id) {
                self.0.push((held.client_id, Stamped::new(Some(held.clone()), at)));
            }
        }
    }

    /// A message of that id was sent, so none of that id will ever wait again.
    pub fn settle(&mut self, client_id: ClientId) {
        if self.0.iter().any(|(known, _)| *known == client_id) {
            self.hear(client_id, None, CommitNumber(u64::MAX));
        }
    }

    /// The server has answered that it does not wait any more.
    pub fn take_back(&mut self, client_id: ClientId) {
        self.0.retain(|(known, _)| *known != client_id);
    }
}
