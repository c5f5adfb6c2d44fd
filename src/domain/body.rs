//! What a message says.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, Problem, ProblemCode};

/// Most characters of a [`MessageBody`], after trimming.
pub const BODY_MAX_CHARS: usize = 4_000;

/// A message's text: 1 to 4 000 characters after trimming, lines ended by `\n`, no control
/// characters but line feed and tab. Prints as `***`: message text has no place in a log.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct MessageBody(String);

impl MessageBody {
    /// # Errors
    /// [`ProblemCode::Missing`] for nothing but white space, [`ProblemCode::TooLong`],
    /// [`ProblemCode::ForbiddenCharacter`], each at [`Field::Body`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let refuse = |code| Err(Problem::at(Field::Body, code));
        let text = typed.replace("\r\n", "\n");
        let text = text.trim();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return refuse(ProblemCode::ForbiddenCharacter);
        }
        if text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')) {
            return refuse(ProblemCode::Missing);
        }
        if text.chars().count() > BODY_MAX_CHARS {
            return refuse(ProblemCode::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MessageBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<'de> Deserialize<'de> for MessageBody {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forms_line_ends_become_plain_ones() {
        assert_eq!(MessageBody::parse(" a\r\nb\n ").unwrap().as_str(), "a\nb");
    }

    #[test]
    fn blank_in_any_way_is_missing() {
        for typed in ["", "  \n\t", "\u{00A0}", "\u{200B}"] {
            assert_eq!(MessageBody::parse(typed).unwrap_err().code, ProblemCode::Missing);
        }
    }

    #[test]
    fn four_thousand_characters_fit_and_one_more_does_not() {
        assert!(MessageBody::parse(&format!(" {} ", "字".repeat(4_000))).is_ok());
        assert_eq!(MessageBody::parse(&"字".repeat(4_001)).unwrap_err().code, ProblemCode::TooLong);
    }

    #[test]
    fn control_characters_are_refused() {
        for typed in ["a\u{0}b", "a\u{1b}[2Jb", "a\rb", "a\u{7f}"] {
            let problem = MessageBody::parse(typed).unwrap_err();
            assert_eq!(problem.code, ProblemCode::ForbiddenCharacter);
        }
    }

    #[test]
    fn a_body_does_not_print() {
        assert_eq!(format!("{:?}", MessageBody::parse("secret").unwrap()), "***");
    }
}
