//! Everything that can go wrong, in a form that is safe to show and the same on all doors.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The input that a [`Problem`] belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Login,
    FullName,
    Username,
    Email,
    Password,
    OldPassword,
    Bio,
    Code,
    Invite,
    Name,
    Scope,
    Expiry,
    Body,
}

/// What went wrong: a closed list. The wording is the interface's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    // What was given (400, 413)
    Missing,
    TooShort,
    TooLong,
    ForbiddenCharacter,
    MalformedUsername,
    MalformedEmail,
    MalformedId,
    MalformedFrame,
    MalformedRequest,
    UnknownFrame,
    UnsupportedProtocol,
    WeakPassword,
    /// Not the username of whoever asks, who was to type it.
    OtherUsername,
    TooLarge,
    // Who asks (401, 403)
    WrongCredentials,
    SignedOut,
    ForeignOrigin,
    /// Not the password of whoever asks, who is signed in.
    WrongPassword,
    /// A code, link or invite that is unknown, used up or expired.
    InvalidCode,
    SignUpClosed,
    InviteNeeded,
    AccountDisabled,
    ScopeTooNarrow,
    // What is asked for (404, 409)
    NotFound,
    Taken,
    ClientIdReused,
    /// Whom it is for has deleted their account.
    AccountDeleted,
    // How it goes (429, 500, 503)
    TooMany,
    Unavailable,
    Internal,
    /// The request did not get an answer: no network, or the server is away. Only clients say so.
    Unreachable,
}

impl ProblemCode {
    /// The HTTP status that says the same.
    pub fn status(self) -> u16 {
        match self {
            Self::Missing
            | Self::TooShort
            | Self::TooLong
            | Self::ForbiddenCharacter
            | Self::MalformedUsername
            | Self::MalformedEmail
            | Self::MalformedId
            | Self::MalformedFrame
            | Self::MalformedRequest
            | Self::UnknownFrame
            | Self::UnsupportedProtocol
            | Self::WeakPassword
            | Self::OtherUsername => 400,
            Self::WrongCredentials | Self::SignedOut => 401,
            Self::ForeignOrigin
            | Self::WrongPassword
            | Self::InvalidCode
            | Self::SignUpClosed
            | Self::InviteNeeded
            | Self::AccountDisabled
            | Self::ScopeTooNarrow => 403,
            Self::NotFound => 404,
            Self::Taken | Self::ClientIdReused | Self::AccountDeleted => 409,
            Self::TooLarge => 413,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::Unreachable => 503,
        }
    }

    /// Whether the same request may well succeed later.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::TooMany | Self::Unavailable | Self::Unreachable | Self::Internal)
    }
}

/// A refusal, safe to show to whoever asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    /// The input at fault, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// How long to wait, in seconds, where waiting helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_secs: Option<u32>,
    /// The id under which the server's log has the cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

impl Problem {
    /// A problem with one input.
    pub fn at(field: Field, code: ProblemCode) -> Self {
        Self { field: Some(field), ..code.into() }
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self { code, field: None, retry_after_secs: None, incident: None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.code)?;
        match self.field {
            Some(field) => write!(f, " ({field:?})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}
