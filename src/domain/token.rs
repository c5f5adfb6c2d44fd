//! How far a client has everything that concerns its person.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{CommitNumber, Problem, ProblemCode};

/// "I have everything up to here": the database's epoch and a commit number.
///
/// Opaque to clients: they keep the newest that they were given and show it when they come back. A
/// restored backup has a new epoch; a token of an unknown epoch means "take fresh pages".
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// Names one unbroken history of one database.
    pub epoch: String,
    /// The last commit that the holder knows the effects of.
    pub number: CommitNumber,
}

impl Token {
    /// The newer of two tokens of the same epoch; where epochs differ, `other`.
    pub fn advance(&mut self, other: &Token) {
        if self.epoch != other.epoch || self.number < other.number {
            *self = other.clone();
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.epoch, self.number.0)
    }
}

impl FromStr for Token {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let malformed = || Problem::from(ProblemCode::MalformedFrame);
        let (epoch, number) = text.split_once('.').ok_or_else(malformed)?;
        let number = CommitNumber(number.parse().map_err(|_| malformed())?);
        if epoch.is_empty() || epoch.len() > 40 {
            return Err(malformed());
        }
        Ok(Self { epoch: epoch.to_owned(), number })
    }
}

impl Serialize for Token {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("malformed token"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_being_written_and_read() {
        let token = Token { epoch: "e1".into(), number: CommitNumber(42) };
        assert_eq!(token.to_string().parse(), Ok(token));
    }

    #[test]
    fn a_token_never_goes_back_within_an_epoch_and_follows_a_new_one() {
        let at = |epoch: &str, n| Token { epoch: epoch.into(), number: CommitNumber(n) };
        let mut token = at("a", 5);
        token.advance(&at("a", 3));
        assert_eq!(token, at("a", 5));
        token.advance(&at("b", 1));
        assert_eq!(token, at("b", 1));
    }

    #[test]
    fn a_malformed_token_is_refused() {
        for text in ["", "a", "a.", ".1", "a.-1", "a.x"] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
    }
}
