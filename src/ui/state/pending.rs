//! Own messages that are under way.

use crate::domain::{ClientId, ConversationId, MessageBody, Problem, Seq, UnixMillis};

/// How far an own message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PendingState {
    /// Handed over, or about to be; no answer yet.
    Sending,
    /// Refused, or not got through.
    Failed(Problem),
    /// Durable, at this place, but not shown in the log yet.
    Sent(Seq),
}

/// An own message that is not in the log yet. It keeps its client id, however often it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub conversation: ConversationId,
    pub client_id: ClientId,
    pub body: MessageBody,
    /// By this machine's clock.
    pub at: UnixMillis,
    pub state: PendingState,
}
