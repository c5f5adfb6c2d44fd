//! Why a command was not carried out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ADMIN_VERSION, Command};
use crate::domain::{FULL_NAME_MAX_CHARS, Field, Problem, ProblemCode};
use crate::server::Error;

/// A code for programs and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub text: String,
}

impl Refusal {
    fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }

    /// What was said is no request.
    pub fn malformed(cause: impl fmt::Display) -> Self {
        Self::new("malformed_request", format!("This is no request: {cause}."))
    }

    /// A request of a version that is not spoken here.
    pub fn of_version(asked: u64) -> Self {
        let text = format!(
            "The running server is another version of Natter than the program that asks (its \
             commands are of version {ADMIN_VERSION}, not {asked}). Ask with the program that serves."
        );
        Self::new("unsupported_version", text)
    }

    /// More was said than any request has.
    pub fn too_large() -> Self {
        Self::new("too_large", "This is too much for a request.")
    }

    /// Nothing was said for a while, or it took too long.
    pub fn too_slow(text: &str) -> Self {
        Self::new("too_slow", text)
    }

    /// Somebody else asks than whoever runs the server.
    pub fn of_stranger() -> Self {
        let text = "Only the user that runs the server, or root, may ask this.";
        Self::new("foreign_user", text)
    }

    /// A fault of the server's own.
    pub fn internal() -> Self {
        Self::new("internal", "The server failed; its log has the cause.")
    }

    /// Somebody had this name before; whoever typed it may mean another person.
    pub(super) fn former_name(typed: &str, now: &str) -> Self {
        let text = format!(
            "«{typed}» was somebody's username before; they are «{now}» now. If it is they whom you \
             mean, use that."
        );
        Self::new("former_username", text)
    }

    /// A service refused the command.
    pub(super) fn of(error: Error, command: &Command) -> Self {
        let problem = error.into_problem();
        let code = serde_json::to_value(problem.code).ok();
        let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or("internal");
        Self::new(code, sentence(&problem, command))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn sentence(problem: &Problem, command: &Command) -> String {
    let who = command.username().unwrap_or_default();
    match (problem.code, problem.field) {
        (ProblemCode::NotFound, _) if matches!(command, Command::EndSession { .. }) => {
            "No living session has this id: see «natter admin sessions».".into()
        }
        (ProblemCode::NotFound, _) => {
            format!("Nobody here has the username «{who}»: see «natter admin list-users».")
        }
        (ProblemCode::Taken, _) => {
            format!(
                "The username «{who}» is taken, or was somebody's before; those are never given again."
            )
        }
        (
            ProblemCode::Missing
            | ProblemCode::TooShort
            | ProblemCode::TooLong
            | ProblemCode::MalformedUsername,
            Some(Field::Username),
        ) => format!(
            "«{who}» is no username: it has 2 to 32 letters a–z, digits, dots, dashes and \
             underscores, and begins and ends with a letter or digit."
        ),
        (_, Some(Field::FullName)) => {
            format!(
                "The full name has 1 to {FULL_NAME_MAX_CHARS} characters, none of them invisible."
            )
        }
        (ProblemCode::AccountDeleted, _) => format!("The account of «{who}» was deleted."),
        (ProblemCode::AccountDisabled, _) => {
            format!("The account of «{who}» is disabled: see «natter admin enable».")
        }
        (ProblemCode::Unavailable, _) => {
            "The database takes no writes just now (is the disk full?): try again.".into()
        }
        (ProblemCode::Internal, _) => {
            let incident = problem.incident.as_deref().unwrap_or("-");
            format!("The server failed; its log has the cause under {incident}.")
        }
        _ => format!("The server refuses this: {problem}."),
    }
}
