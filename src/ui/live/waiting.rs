//! What waits for somebody Busy.

use super::Chat;
use crate::domain::{Problem, ProblemCode};
use crate::protocol::{ServerFrame, decode_server_frame};

impl Chat {
    /// Takes in the server's answer to the wish to take back an own message that waits. Returns whether
    /// it does not wait any more; otherwise it was too late, and the message is sent.
    ///
    /// # Errors
    /// [`ProblemCode::Unreachable`] for an answer that cannot be understood: the message may wait.
    pub fn hear_taken_back(self, answer: &str) -> Result<bool, Problem> {
        let answer = decode_server_frame(answer).ok_or(ProblemCode::Unreachable)?;
        let is_taken = matches!(answer, ServerFrame::HeldTakenBack { .. });
        self.write(|state| state.merge_answer(answer));
        Ok(is_taken)
    }
}
