//! How people and messages are named in an address.

use std::fmt;
use std::str::FromStr;

use crate::domain::{ConversationId, Problem, ProblemCode, Seq};

/// A message's name: its conversation and its place there. No username and no person's id is as
/// long, so it can stand where they can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MessageId {
    pub(super) conversation: ConversationId,
    pub(super) seq: Seq,
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.conversation, self.seq.0)
    }
}

impl FromStr for MessageId {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let malformed = || Problem::from(ProblemCode::MalformedId);
        let (conversation, seq) = text.split_once('-').ok_or_else(malformed)?;
        let canonical = seq.bytes().all(|b| b.is_ascii_digit()) && !seq.starts_with('0');
        let seq = seq.parse().map_err(|_| malformed())?;
        let id = Self { conversation: conversation.parse()?, seq: Seq(seq) };
        if canonical { Ok(id) } else { Err(malformed()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;

    #[test]
    fn a_message_has_one_name_and_nothing_else_is_one() {
        let conversation = ConversationId::of_pair(UserId::random(), UserId::random());
        let id = MessageId { conversation: conversation.clone(), seq: Seq(12) };
        assert_eq!(id.to_string().parse(), Ok(id.clone()));
        let user = UserId::random().to_string();
        for text in [
            &user,
            "ana",
            conversation.as_str(),
            &format!("{conversation}-"),
            &format!("{conversation}-012"),
            &format!("{conversation}-+1"),
            &format!("{conversation}-99999999999999999999"),
            &format!("{conversation}-0"),
        ] {
            assert!(text.parse::<MessageId>().is_err(), "{text}");
        }
    }
}
