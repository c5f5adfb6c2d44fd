//! Own messages that are under way.

use crate::domain::{ClientId, ConversationId, MessageBody, Problem, ProblemCode, Seq, UnixMillis};

/// How far an own message has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PendingState {
    /// Handed over, or about to be; no answer yet.
    Sending,
    /// Refused. Where that may pass by itself it is sent again by itself; else it stops those behind
    /// it in its conversation.
    Failed(Problem),
    /// Durable, at this place, but not shown in the log yet. Zero while it waits for a Busy person.
    Sent(Seq),
}

/// What has become of an own message that the browser keeps for all tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Durable, at this place.
    Sent(ClientId, Seq),
    /// Refused; from now on it has the second id.
    Failed(ClientId, ClientId, ProblemCode),
}

/// An own message that is not in the log yet. It keeps its client id, however often it is sent, unless
/// the server has something else under that id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub conversation: ConversationId,
    pub client_id: ClientId,
    pub body: MessageBody,
    /// By this machine's clock.
    pub at: UnixMillis,
    pub state: PendingState,
    /// Where it stands in the outbox that all tabs of this person in this browser share; `None` if
    /// only this tab has it, because the browser did not keep it.
    pub place: Option<u64>,
}

impl Pending {
    /// Takes in a refusal. Under an id that already has another text it can never be sent.
    pub(super) fn fail(&mut self, problem: Problem) -> Outcome {
        let (was, code) = (self.client_id, problem.code);
        if code == ProblemCode::ClientIdReused {
            self.client_id = was.successor();
        }
        self.state = PendingState::Failed(problem);
        Outcome::Failed(was, self.client_id, code)
    }

    /// Whether the server may not have it.
    pub fn is_unsent(&self) -> bool {
        !matches!(self.state, PendingState::Sent(_))
    }

    /// Whether it waits for its person, and those behind it for it.
    pub fn is_stopped(&self) -> bool {
        matches!(&self.state, PendingState::Failed(problem) if !problem.code.is_retryable())
    }
}
