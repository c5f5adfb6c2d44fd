//! [`Problem`] is what every server function fails with.

use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};

use super::encoding::JsonText;
use crate::domain::{Problem, ProblemCode};

impl FromServerFnError for Problem {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            E::Args(_) | E::MissingArg(_) => ProblemCode::MalformedRequest.into(),
            E::Request(_) | E::Deserialization(_) => ProblemCode::Unreachable.into(),
            _ => ProblemCode::Internal.into(),
        }
    }
}
