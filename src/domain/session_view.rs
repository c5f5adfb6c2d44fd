//! A session as its person sees it.

use serde::{Deserialize, Serialize};

use super::{Scope, SessionId, UnixMillis};

/// One signed-in browser, or one program's token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub id: SessionId,
    /// What its person called it: it is a program's token then.
    pub name: Option<String>,
    pub scope: Scope,
    /// What the browser or program calls itself.
    pub user_agent: String,
    pub created_at: UnixMillis,
    pub last_used: UnixMillis,
    pub expires_at: UnixMillis,
    /// It is the one that asks.
    pub is_current: bool,
    /// A connection of it is open.
    pub is_connected: bool,
}
