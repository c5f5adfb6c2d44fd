//! What can go wrong on the server, and what of it leaves the house.

use crate::domain::{Problem, ProblemCode};
use crate::server::{db::DbError, metrics, seal::SealError};

/// An error of a service: either something to tell whoever asked, or something for the log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A refusal; said as it is.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// The database refused or failed.
    #[error("database: {0}")]
    Db(#[from] DbError),
    /// A stored body or key does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// A task of the server's own ended before it answered.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<ProblemCode> for Error {
    fn from(code: ProblemCode) -> Self {
        Self::Problem(code.into())
    }
}

impl Error {
    /// What may be shown. A cause that is not for showing is logged here, once, under the incident
    /// id that the problem carries.
    pub fn into_problem(self) -> Problem {
        let code = match self {
            Self::Problem(problem) => return problem,
            Self::Db(DbError::Taken(field)) => return Problem::at(field, ProblemCode::Taken),
            Self::Db(DbError::NotFound) => return ProblemCode::NotFound.into(),
            Self::Db(DbError::Spent) => return ProblemCode::InvalidCode.into(),
            Self::Db(DbError::Retryable(_)) => ProblemCode::Unavailable,
            Self::Db(_) | Self::Seal(_) | Self::Internal(_) => ProblemCode::Internal,
        };
        let incident = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        metrics::incident();
        tracing::error!(%incident, error = %self, "a request failed");
        Problem { incident: Some(incident), ..code.into() }
    }
}
