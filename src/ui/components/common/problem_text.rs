//! Problems in words that say what to do.

use crate::domain::{Field, Problem, ProblemCode as Code};
use crate::i18n::word;

/// What to tell the person.
pub fn problem_text(problem: &Problem) -> String {
    let words = match (problem.code, problem.field) {
        (Code::Missing, Some(Field::Body)) => word!(problem.missing_body),
        (Code::Missing, _) => word!(problem.missing),
        (Code::TooShort, Some(Field::Username)) => word!(problem.too_short_username),
        (Code::TooShort, Some(Field::Password)) => word!(problem.too_short_password),
        (Code::TooShort, _) => word!(problem.too_short),
        (Code::TooLong, Some(Field::Body)) => word!(problem.too_long_body),
        (Code::TooLong, Some(Field::Bio)) => word!(problem.too_long_bio),
        (Code::TooLong, Some(Field::FullName)) => word!(problem.too_long_name),
        (Code::TooLong, Some(Field::Username)) => word!(problem.too_long_username),
        (Code::TooLong, Some(Field::Password)) => word!(problem.too_long_password),
        (Code::TooLong, _) => word!(problem.too_long),
        (Code::ForbiddenCharacter, _) => word!(problem.forbidden_character),
        (Code::MalformedUsername, _) => word!(problem.malformed_username),
        (Code::MalformedEmail, _) => word!(problem.malformed_email),
        (Code::WeakPassword, _) => word!(problem.weak_password),
        (Code::WrongPassword, _) => word!(problem.wrong_password),
        (Code::InvalidCode, _) => word!(problem.invalid_code),
        (Code::SignUpClosed, _) => word!(problem.sign_up_closed),
        (Code::InviteNeeded, _) => word!(problem.invite_needed),
        (Code::AccountDisabled, _) => word!(problem.account_disabled),
        (Code::ScopeTooNarrow, _) => word!(problem.scope_too_narrow),
        (Code::AccountDeleted, _) => word!(problem.account_deleted),
        (Code::OtherUsername, _) => word!(problem.other_username),
        (Code::WrongCredentials, _) => word!(problem.wrong_credentials),
        (Code::SignedOut, _) => word!(problem.signed_out),
        (Code::ForeignOrigin, _) => word!(problem.foreign_origin),
        (Code::NotFound, _) => word!(problem.not_found),
        (Code::Taken, Some(Field::Username)) => word!(problem.taken_username),
        (Code::Taken, Some(Field::Email)) => word!(problem.taken_email),
        (Code::Taken, _) => word!(problem.taken),
        (Code::ClientIdReused, _) => word!(problem.client_id_reused),
        (Code::TooLarge, _) => word!(problem.too_large),
        (Code::TooMany, _) => match problem.retry_after_secs {
            Some(seconds) => return word!(problem.too_many_wait, seconds = seconds),
            None => word!(problem.too_many),
        },
        (Code::Unavailable, _) => word!(problem.unavailable),
        (Code::Unreachable, _) => word!(problem.unreachable),
        (Code::Internal, _) => match &problem.incident {
            Some(incident) => {
                return word!(problem.internal_incident, incident = incident.as_str());
            }
            None => word!(problem.internal),
        },
        (
            Code::MalformedId
            | Code::MalformedFrame
            | Code::MalformedRequest
            | Code::UnknownFrame
            | Code::UnsupportedProtocol,
            _,
        ) => word!(problem.malformed),
    };
    words.to_owned()
}
