//! Secrets that people type or click: recovery codes, reset links, invites.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use crate::server::db::GrantId;

/// Crockford's base 32: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// With five bits each: 100 bits, which nobody guesses, however quick.
const CHARS: usize = 20;
const GROUP_CHARS: usize = 5;

/// Twenty characters at random, shown once. What is kept is its hash, [`Self::id`]. Prints as `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct GrantSecret(String);

impl GrantSecret {
    /// A new one.
    pub fn random() -> Self {
        let mut bytes = [0; CHARS];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        let chars = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
        let secret = Self(chars.collect());
        bytes.zeroize();
        secret
    }

    /// What was typed, however it was grouped and in whatever case; `None` if it cannot be one.
    pub fn parse(typed: &str) -> Option<Self> {
        let chars = typed.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let secret: Option<String> = chars.take(CHARS + 1).map(canonical).collect();
        secret.filter(|secret| secret.len() == CHARS).map(Self)
    }

    /// Under which name it is kept.
    pub fn id(&self) -> GrantId {
        let hash = Sha256::digest(self.0.as_bytes());
        GrantId(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// As it is shown: in groups of five.
    pub fn expose(&self) -> String {
        let groups: Vec<&str> =
            (0..CHARS).step_by(GROUP_CHARS).map(|at| &self.0[at..at + GROUP_CHARS]).collect();
        groups.join("-")
    }
}

impl fmt::Debug for GrantSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

fn canonical(typed: char) -> Option<char> {
    let upper = match typed.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let known = u8::try_from(upper).is_ok_and(|byte| ALPHABET.contains(&byte));
    known.then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_again_however_it_is_typed() {
        let secret = GrantSecret::random();
        let shown = secret.expose();
        assert_eq!(shown.len(), CHARS + 3);
        let loose = shown.replace('-', " ").to_lowercase().replace('0', "o").replace('1', "l");
        for typed in [shown.clone(), loose, format!("  {}\n", shown.replace('-', ""))] {
            assert_eq!(GrantSecret::parse(&typed).map(|secret| secret.id()), Some(secret.id()));
        }
    }

    #[test]
    fn nothing_else_is_taken_for_one() {
        let long = "A".repeat(21);
        for typed in ["", "ABCDE-FGHJK", "ABCDE-FGHJK-MNPQR-STVW!", "é".repeat(20).as_str(), &long]
        {
            assert!(GrantSecret::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn no_two_are_alike_and_neither_prints() {
        let (one, other) = (GrantSecret::random(), GrantSecret::random());
        assert_ne!(one.id(), other.id());
        assert_eq!(format!("{one:?}"), "***");
    }
}
