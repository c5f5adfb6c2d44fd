//! The sending end of a tab.

use crate::domain::ClientId;
use crate::ui::socket::Backoff;

/// How a tab stands with what it sends.
pub(super) struct Sender {
    /// Whether it sends what the outbox of the browser has.
    pub leads: bool,
    /// Whether the browser keeps what is written. If it has failed to once it is not asked again, so
    /// that the order of writing stays plain.
    pub keeps: bool,
    /// What this connection was handed and is still due. What was taken back may come again, with
    /// another text.
    pub handed: Vec<ClientId>,
    /// How long to wait when the server takes nothing.
    pub patience: Backoff,
}

impl Default for Sender {
    fn default() -> Self {
        Self { leads: false, keeps: true, handed: Vec::new(), patience: Backoff::default() }
    }
}
