//! What a plain form's refusal brings back to its page.

use serde::{Deserialize, Serialize};

use super::Problem;

/// A form that was posted without JavaScript and refused: why, and what was typed, but passwords.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FormReturn {
    /// The server function's name, `log_in` for example.
    pub action: String,
    pub problem: Problem,
    /// By field name.
    pub typed: Vec<(String, String)>,
}

impl FormReturn {
    /// What was typed into a field; empty if nothing was.
    pub fn typed(&self, field: &str) -> String {
        let mut typed = self.typed.iter();
        typed.find(|(name, _)| name == field).map(|(_, text)| text.clone()).unwrap_or_default()
    }
}
