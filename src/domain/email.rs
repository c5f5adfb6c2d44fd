//! An optional second name to log in with.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{Field, Problem, ProblemCode, text};

const EMAIL_MAX_CHARS: usize = 254;

/// An e-mail address in lower case: something, one `@`, something with a dot in it. Whether it
/// exists is not our business: Natter sends no mail.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// The canonical form of what was typed.
    ///
    /// # Errors
    /// [`ProblemCode::MalformedEmail`] at [`Field::Email`].
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let canonical: String = typed.nfkc().flat_map(char::to_lowercase).collect();
        Self::of_canonical(canonical.trim())
    }

    fn of_canonical(canonical: &str) -> Result<Self, Problem> {
        let forbidden = |c: char| c.is_whitespace() || c.is_control() || text::is_deceptive(c);
        let well_formed = canonical.chars().count() <= EMAIL_MAX_CHARS
            && !canonical.chars().any(forbidden)
            && canonical.split_once('@').is_some_and(|(local, host)| {
                !local.is_empty()
                    && !host.contains('@')
                    && host.contains('.')
                    && host.split('.').all(|label| !label.is_empty())
            });
        if well_formed {
            Ok(Self(canonical.to_owned()))
        } else {
            Err(Problem::at(Field::Email, ProblemCode::MalformedEmail))
        }
    }

    /// As [`Email::parse`]; nothing but white space is no address.
    ///
    /// # Errors
    /// As [`Email::parse`].
    pub fn parse_optional(typed: &str) -> Result<Option<Self>, Problem> {
        if typed.trim().is_empty() { Ok(None) } else { Self::parse(typed).map(Some) }
    }

    /// The canonical form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(***)")
    }
}

impl<'de> Deserialize<'de> for Email {
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
    fn case_and_spacing_make_no_second_address() {
        assert_eq!(Email::parse(" Ana@Example.ORG ").unwrap().as_str(), "ana@example.org");
    }

    #[test]
    fn none_is_allowed_and_nonsense_is_not() {
        assert_eq!(Email::parse_optional("  "), Ok(None));
        for typed in ["ana", "@b.c", "ana@", "ana@b", "a@b@c.d", "a b@c.d", "a@b..c", "a@.c"] {
            assert!(Email::parse(typed).is_err(), "{typed}");
        }
    }
}
