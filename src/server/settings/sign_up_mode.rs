//! Who may sign up.

use clap::ValueEnum;

/// Who may sign up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SignUpMode {
    /// Everybody who can reach the server.
    #[default]
    Open,
    /// Whoever has a link by `natter admin invite`.
    Invite,
    /// Nobody: accounts are made by `natter admin create-user`.
    Closed,
}

impl SignUpMode {
    /// Whether no link helps.
    pub fn is_closed(self) -> bool {
        self == Self::Closed
    }

    /// Whether nobody gets in without one.
    pub fn needs_invite(self) -> bool {
        self == Self::Invite
    }
}
