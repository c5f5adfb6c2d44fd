//! What somebody says of themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, Problem, ProblemCode, text};

/// Most characters of a [`Bio`].
pub const BIO_MAX_CHARS: usize = 300;

/// A few lines about oneself, 0 to 300 characters, lines ended by `\n`, without other control
/// characters and without such as hide or reorder text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Bio(String);

impl Bio {
    /// # Errors
    /// [`ProblemCode::TooLong`] or [`ProblemCode::ForbiddenCharacter`], each at [`Field::Bio`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let refuse = |code| Err(Problem::at(Field::Bio, code));
        let text = typed.replace("\r\n", "\n");
        let text = text.trim();
        if text.chars().any(|c| (c.is_control() && c != '\n') || text::is_deceptive(c)) {
            return refuse(ProblemCode::ForbiddenCharacter);
        }
        if text.chars().count() > BIO_MAX_CHARS {
            return refuse(ProblemCode::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Bio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bio {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_and_ends_trimmed() {
        assert_eq!(Bio::parse(" One.\r\nTwo. \n").unwrap().as_str(), "One.\nTwo.");
        assert!(Bio::parse(" \n ").unwrap().is_empty());
    }

    #[test]
    fn lengths_are_held_and_deceptive_characters_refused() {
        assert!(Bio::parse(&"é".repeat(300)).is_ok());
        assert_eq!(Bio::parse(&"é".repeat(301)).unwrap_err().code, ProblemCode::TooLong);
        for typed in ["a\u{202E}b", "a\u{0}b", "a\tb"] {
            let problem = Bio::parse(typed).unwrap_err();
            assert_eq!(problem, Problem::at(Field::Bio, ProblemCode::ForbiddenCharacter));
        }
    }
}
