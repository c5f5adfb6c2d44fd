//! The name that people read.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, Problem, ProblemCode, text};

/// Most characters of a [`FullName`].
pub const FULL_NAME_MAX_CHARS: usize = 80;

/// A person's name as others see it: 1 to 80 characters in any script, one line, single spaces,
/// composed (NFC), without characters that hide or reorder text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FullName(String);

impl FullName {
    /// The canonical spelling of what was typed.
    ///
    /// # Errors
    /// [`ProblemCode::Missing`], [`ProblemCode::TooLong`] or
    /// [`ProblemCode::ForbiddenCharacter`], each at [`Field::FullName`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        Self::of_canonical(text::canonical_line(typed))
    }

    fn of_canonical(name: String) -> Result<Self, Problem> {
        let refuse = |code| Err(Problem::at(Field::FullName, code));
        if name.chars().any(|c| c.is_control() || text::is_deceptive(c)) {
            return refuse(ProblemCode::ForbiddenCharacter);
        }
        match name.chars().count() {
            0 => refuse(ProblemCode::Missing),
            n if n > FULL_NAME_MAX_CHARS => refuse(ProblemCode::TooLong),
            _ => Ok(Self(name)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first letters of the first and the last word: what stands, in upper case, where a picture is
    /// missing.
    pub fn initials(&self) -> String {
        let mut words = self.0.split(' ').filter_map(|word| word.chars().next());
        let first = words.next();
        first.into_iter().chain(words.next_back()).collect()
    }
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FullName {
    /// Takes the canonical form only, which spares the browser the tables of Unicode.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of_canonical(text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_and_composition_have_one_form() {
        let one = FullName::parse("Ana  María\u{00A0}Núñez ").unwrap();
        let other = FullName::parse("Ana Mari\u{0301}a Nu\u{0301}n\u{0303}ez").unwrap();
        assert_eq!(one, other);
        assert_eq!(one.initials(), "AN");
    }

    #[test]
    fn any_script_is_welcome() {
        for (name, initials) in [("李小龍", "李"), ("ليلى حداد", "لح"), ("Øyvind", "Ø")]
        {
            assert_eq!(FullName::parse(name).unwrap().initials(), initials);
        }
    }

    #[test]
    fn overrides_and_controls_are_refused() {
        for typed in ["Ana\u{202E}b", "A\u{0}b", "A\u{200B}b", "\u{FEFF}Ana"] {
            let problem = FullName::parse(typed).unwrap_err();
            assert_eq!(problem.code, ProblemCode::ForbiddenCharacter, "{typed:?}");
        }
    }

    #[test]
    fn lengths_are_held() {
        assert_eq!(FullName::parse(" \n ").unwrap_err().code, ProblemCode::Missing);
        assert!(FullName::parse(&"é".repeat(80)).is_ok());
        assert_eq!(FullName::parse(&"é".repeat(81)).unwrap_err().code, ProblemCode::TooLong);
    }
}
