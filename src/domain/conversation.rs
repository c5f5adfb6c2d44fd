//! Where messages belong.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Problem, ProblemCode, UserId};

/// How many messages a page of history holds at most.
pub const MESSAGES_PER_PAGE: u64 = 50;

/// A conversation's identity. For two people it is a function of the pair, so that nobody has to
/// search for it and two first messages at once cannot make two conversations.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ConversationId(String);

impl ConversationId {
    /// The conversation of two people, whichever is named first; of one person, the notes to self.
    pub fn of_pair(one: UserId, other: UserId) -> Self {
        let (low, high) = if one <= other { (one, other) } else { (other, one) };
        Self(format!("{}{}", low.as_uuid().simple(), high.as_uuid().simple()))
    }

    /// The two people of a pair's conversation (the same one twice for notes to self).
    pub fn pair(&self) -> (UserId, UserId) {
        let half = |text: &str| UserId::from(Uuid::parse_str(text).expect("checked when parsed"));
        (half(&self.0[..32]), half(&self.0[32..]))
    }

    /// Whether this person takes part.
    pub fn has_member(&self, person: UserId) -> bool {
        let (low, high) = self.pair();
        low == person || high == person
    }

    /// The other person as `me` sees it: oneself in the notes to self, `None` for a stranger.
    pub fn other(&self, me: UserId) -> Option<UserId> {
        let (low, high) = self.pair();
        match (low == me, high == me) {
            (true, _) => Some(high),
            (_, true) => Some(low),
            _ => None,
        }
    }

    /// The id as text: 64 lower-case hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ConversationId {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let malformed = || Problem::from(ProblemCode::MalformedId);
        if text.len() != 64 || !text.is_ascii() {
            return Err(malformed());
        }
        let half = |text| Uuid::try_parse(text).map(UserId::from).map_err(|_| malformed());
        let id = Self::of_pair(half(&text[..32])?, half(&text[32..])?);
        if id.0 == text { Ok(id) } else { Err(malformed()) }
    }
}

impl fmt::Display for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ConversationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ConversationId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("malformed conversation id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_conversation_whoever_begins() {
        let (ana, bo, cy) = (UserId::random(), UserId::random(), UserId::random());
        let id = ConversationId::of_pair(ana, bo);
        assert_eq!(id, ConversationId::of_pair(bo, ana));
        assert_eq!(id.other(ana), Some(bo));
        assert_eq!(id.other(bo), Some(ana));
        assert_eq!(id.other(cy), None);
        assert!(!id.has_member(cy));
    }

    #[test]
    fn notes_to_self_are_a_conversation() {
        let ana = UserId::random();
        assert_eq!(ConversationId::of_pair(ana, ana).other(ana), Some(ana));
    }

    #[test]
    fn only_the_canonical_spelling_is_an_id() {
        let id = ConversationId::of_pair(Uuid::from_u128(1).into(), Uuid::from_u128(0xabc).into());
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        let swapped = format!("{}{}", &id.as_str()[32..], &id.as_str()[..32]);
        for text in [swapped, id.as_str().to_uppercase(), String::new(), "é".repeat(32)] {
            assert!(text.parse::<ConversationId>().is_err(), "{text}");
        }
    }
}
