//! What proves that somebody is who they say.

use std::fmt;

use super::{Field, Problem, ProblemCode};

/// Fewest characters of a new [`Password`].
pub const PASSWORD_MIN_CHARS: usize = 8;
/// Most characters of a [`Password`].
pub const PASSWORD_MAX_CHARS: usize = 128;

/// A password as typed, 8 to 128 characters, any of them. Prints as `***` and is not serialisable.
/// How hard it is to guess is judged where accounts are made.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// # Errors
    /// [`ProblemCode::Missing`], [`ProblemCode::TooShort`] or [`ProblemCode::TooLong`], each at
    /// [`Field::Password`].
    pub fn parse(typed: String) -> Result<Self, Problem> {
        let refuse = |code| Err(Problem::at(Field::Password, code));
        match typed.chars().count() {
            0 => refuse(ProblemCode::Missing),
            n if n < PASSWORD_MIN_CHARS => refuse(ProblemCode::TooShort),
            n if n > PASSWORD_MAX_CHARS => refuse(ProblemCode::TooLong),
            _ => Ok(Self(typed)),
        }
    }

    /// The secret itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_does_not_print() {
        let password = Password::parse("correct horse".into()).unwrap();
        assert_eq!(format!("{password:?}"), "***");
    }

    #[test]
    fn lengths_count_characters_not_bytes() {
        assert_eq!(Password::parse(String::new()).unwrap_err().code, ProblemCode::Missing);
        assert_eq!(Password::parse("ééééééé".into()).unwrap_err().code, ProblemCode::TooShort);
        assert!(Password::parse("é".repeat(128)).is_ok());
        assert_eq!(Password::parse("é".repeat(129)).unwrap_err().code, ProblemCode::TooLong);
    }
}
