//! Why a command was not carried out.

use std::fmt;
use std::process::ExitCode;

/// One sentence for whoever typed the command, and the program's exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It was understood and refused. Exit code 1, as for a wrong command line.
    Refused(String),
    /// Neither the server nor its folder could be asked. Exit code 2.
    Unreachable(String),
}

impl Failure {
    /// What scripts see.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::FAILURE,
            Self::Unreachable(_) => ExitCode::from(2),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(sentence) | Self::Unreachable(sentence) => f.write_str(sentence),
        }
    }
}
