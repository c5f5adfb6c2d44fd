//! What can be asked for.

use serde::{Deserialize, Serialize};

use crate::domain::SessionId;

/// The language of the socket. A server refuses every other, and says which it speaks.
pub const ADMIN_VERSION: u32 = 1;

/// The one line that whoever asks writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub version: u32,
    pub command: Command,
}

/// One thing to be done. Names are given as they were typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Command {
    /// Answered with a link by which the account's owner chooses a password.
    CreateUser {
        username: String,
        full_name: String,
    },
    ListUsers {},
    /// Answered with a link, good once and for a day.
    MakeReset {
        username: String,
    },
    /// Ends the person's sessions, too, where it shuts them out.
    SetDisabled {
        username: String,
        disabled: bool,
    },
    DeleteUser {
        username: String,
    },
    /// Answered with a link by which `uses` people can sign up, within `days` days.
    MakeInvite {
        uses: u32,
        days: u32,
    },
    /// Of one person or of all.
    ListSessions {
        username: Option<String>,
    },
    EndSession {
        id: SessionId,
    },
    EndSessions {
        username: String,
    },
    MeasureDisk {},
    /// Everything, to be sealed by whoever asks. What follows is no line of JSON: see `backup::Part`.
    Backup {},
}

impl Command {
    /// What the log calls it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CreateUser { .. } => "create-user",
            Self::ListUsers {} => "list-users",
            Self::MakeReset { .. } => "reset-link",
            Self::SetDisabled { disabled: true, .. } => "disable",
            Self::SetDisabled { disabled: false, .. } => "enable",
            Self::DeleteUser { .. } => "delete-user",
            Self::MakeInvite { .. } => "invite",
            Self::ListSessions { .. } => "sessions",
            Self::EndSession { .. } => "sessions --end",
            Self::EndSessions { .. } => "sessions --end-all",
            Self::MeasureDisk {} => "disk",
            Self::Backup {} => "backup",
        }
    }

    /// Whom it is about, as typed.
    pub fn username(&self) -> Option<&str> {
        match self {
            Self::CreateUser { username, .. }
            | Self::MakeReset { username }
            | Self::SetDisabled { username, .. }
            | Self::DeleteUser { username }
            | Self::EndSessions { username } => Some(username),
            Self::ListSessions { username } => username.as_deref(),
            _ => None,
        }
    }
}
