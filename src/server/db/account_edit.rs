//! A change of an account, all of it in one commit.

use super::GrantId;
use crate::domain::{Bio, Email, FullName, SessionId, Username};

/// What is to change; what is not named stays.
#[derive(Clone, Default)]
pub struct AccountEdit {
    pub full_name: Option<FullName>,
    pub username: Option<Username>,
    /// `Some(None)` takes the address away.
    pub email: Option<Option<Email>>,
    pub bio: Option<Bio>,
    pub password_hash: Option<String>,
    pub disabled: Option<bool>,
    /// Nothing is left of it but the id, under which what the person wrote stays.
    pub delete: bool,
    /// The sessions that end with it.
    pub ends: Ends,
    /// What allows it: one use of it is spent, and if it is not good any more nothing changes.
    pub spends: Option<GrantId>,
    /// The person's recovery codes from now on, in place of those before.
    pub recovery_codes: Option<Vec<GrantId>>,
}

/// Sessions that end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ends {
    #[default]
    None,
    AllBut(SessionId),
    All,
}

impl Ends {
    /// Whether this session is one of them.
    pub fn has(self, session: SessionId) -> bool {
        match self {
            Self::None => false,
            Self::AllBut(kept) => kept != session,
            Self::All => true,
        }
    }
}
