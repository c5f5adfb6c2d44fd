//! How hard a password is to guess.

use serde::{Deserialize, Serialize};

use super::Problem;

/// What the server thinks of a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Strength {
    /// From 0, among the first guesses, to 4, out of reach.
    pub score: u8,
    /// Why it would be refused, if it would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}
