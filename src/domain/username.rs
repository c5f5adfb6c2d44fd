//! The name that addresses a person.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{Field, Problem, ProblemCode};

/// Fewest characters of a [`Username`].
pub const USERNAME_MIN_CHARS: usize = 2;
/// Most characters of a [`Username`].
pub const USERNAME_MAX_CHARS: usize = 32;

/// A unique, addressable name: 2 to 32 of `a–z`, `0–9`, `.`, `_`, `-`, beginning and ending with a
/// letter or digit.
///
/// There is one canonical form: compatibility-composed (NFKC), lower case, without surrounding
/// white space. Names that differ only by case, width or spacing are therefore the same name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// The canonical form of what was typed (a leading `@` is forgiven).
    ///
    /// # Errors
    /// [`ProblemCode::Missing`], [`ProblemCode::TooShort`], [`ProblemCode::TooLong`] or
    /// [`ProblemCode::MalformedUsername`], each at [`Field::Username`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let canonical: String = typed.nfkc().flat_map(char::to_lowercase).collect();
        let canonical = canonical.trim();
        Self::of_canonical(canonical.strip_prefix('@').unwrap_or(canonical))
    }

    fn of_canonical(canonical: &str) -> Result<Self, Problem> {
        let refuse = |code| Err(Problem::at(Field::Username, code));
        match canonical.chars().count() {
            0 => return refuse(ProblemCode::Missing),
            n if n < USERNAME_MIN_CHARS => return refuse(ProblemCode::TooShort),
            n if n > USERNAME_MAX_CHARS => return refuse(ProblemCode::TooLong),
            _ => {}
        }
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let bytes = canonical.as_bytes();
        let edges = inner(bytes[0]) && inner(bytes[bytes.len() - 1]);
        if !edges || !bytes.iter().all(|&b| inner(b) || b"._-".contains(&b)) {
            return refuse(ProblemCode::MalformedUsername);
        }
        Ok(Self(canonical.to_owned()))
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

impl<'de> Deserialize<'de> for Username {
    /// Takes the canonical form only, which spares the browser the tables of Unicode.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of_canonical(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_spacing_make_no_second_name() {
        for typed in ["ana.b", "Ana.B", " ANA.B\u{00A0}", "ａｎａ．ｂ", "@ana.b"] {
            assert_eq!(Username::parse(typed).unwrap().as_str(), "ana.b", "{typed:?}");
        }
    }

    #[test]
    fn look_alikes_inner_spaces_and_overrides_are_refused() {
        for typed in ["аna", "a b", "a\u{202E}b", "a\u{0}b", "-ana", "ana.", "a/b", "наташа"]
        {
            let problem = Username::parse(typed).unwrap_err();
            assert_eq!(problem.code, ProblemCode::MalformedUsername, "{typed:?}");
        }
    }

    #[test]
    fn lengths_are_held() {
        assert_eq!(Username::parse("  ").unwrap_err().code, ProblemCode::Missing);
        assert_eq!(Username::parse("a").unwrap_err().code, ProblemCode::TooShort);
        assert!(Username::parse(&"a".repeat(32)).is_ok());
        assert_eq!(Username::parse(&"a".repeat(33)).unwrap_err().code, ProblemCode::TooLong);
    }
}
