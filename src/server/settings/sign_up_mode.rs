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
