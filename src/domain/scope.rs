//! What a session may be used for.

use serde::{Deserialize, Serialize};

/// What whoever shows a session's token may do.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Read, and be told live.
    Read,
    /// Also send, mark as seen, and set the status.
    Write,
    /// Also change the account itself: what a browser that was logged in may do.
    #[default]
    Full,
}

impl Scope {
    /// Whether it is enough where `needed` is asked for.
    pub fn allows(self, needed: Self) -> bool {
        needed <= self
    }

    /// Its name, as it is stored and typed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Full => "full",
        }
    }

    /// The scope of that name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Read, Self::Write, Self::Full].into_iter().find(|scope| scope.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wider_allows_what_the_narrower_does() {
        assert!(Scope::Full.allows(Scope::Write) && Scope::Write.allows(Scope::Read));
        assert!(!Scope::Read.allows(Scope::Write) && !Scope::Write.allows(Scope::Full));
    }

    #[test]
    fn each_is_found_by_its_name() {
        for scope in [Scope::Read, Scope::Write, Scope::Full] {
            assert_eq!(Scope::find(scope.name()), Some(scope));
        }
        assert_eq!(Scope::find("admin"), None);
    }
}
