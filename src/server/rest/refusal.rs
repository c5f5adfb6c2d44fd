//! Refusals of what has the wrong form. What has the right one is judged by `service`.

use std::ops::RangeInclusive;

use axum::http::StatusCode;

use super::ProblemDetails;

/// A name of the client's own that is told back is cut to this.
const NAME_MAX_CHARS: usize = 64;

/// It is there, and readable, but not what is asked for (422).
pub(super) fn invalid(field: Option<&str>, why: &str) -> ProblemDetails {
    with_field(StatusCode::UNPROCESSABLE_ENTITY, "invalid_input", field, why)
}

/// A number lies beyond its bounds (422).
pub(super) fn out_of_range(field: &str, bounds: &RangeInclusive<u64>) -> ProblemDetails {
    invalid(Some(field), &format!("from {} to {}", bounds.start(), bounds.end()))
}

/// It is not even readable (400).
pub(super) fn malformed(why: &str) -> ProblemDetails {
    ProblemDetails::new(StatusCode::BAD_REQUEST, "malformed_request", why)
}

/// It is in a format that is not taken (415).
pub(super) fn unsupported_media_type() -> ProblemDetails {
    let why = "the body must be application/json, in UTF-8 and not encoded";
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    ProblemDetails::new(status, "unsupported_media_type", why)
}

/// What serde says of input that does not fit, at the field that `path` leads to. What was given is
/// not repeated but for its fields' names: it may be a password.
pub(super) fn misfit(path: &str, said: &str) -> ProblemDetails {
    let named = said.split('`').nth(1).map(|name| name.chars().take(NAME_MAX_CHARS).collect());
    let named: Option<String> = named;
    let field = named.as_deref();
    if said.starts_with("missing field") {
        return with_field(StatusCode::BAD_REQUEST, "missing", field, "missing");
    }
    if said.starts_with("unknown field") {
        return invalid(field, "unknown field");
    }
    if said.starts_with("duplicate field") {
        return invalid(field, "given twice");
    }
    let path: String = path.chars().take(NAME_MAX_CHARS).collect();
    let field = Some(path.as_str()).filter(|path| !path.is_empty() && *path != ".");
    let expected = said.rsplit_once("expected ").map(|(_, expected)| expected);
    let expected = expected.map(|text| text.split(" at line ").next().unwrap_or_default());
    match expected {
        Some(expected) => invalid(field, &format!("expected {expected}")),
        None => invalid(field, "not what is expected here"),
    }
}

/// `full_name` as JSON calls it: `fullName`.
pub(super) fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut words = name.split('_');
    camel.push_str(words.next().unwrap_or_default());
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn with_field(status: StatusCode, code: &str, field: Option<&str>, why: &str) -> ProblemDetails {
    let detail = match field {
        Some(field) => format!("{field}: {why}"),
        None => why.to_owned(),
    };
    ProblemDetails { field: field.map(Box::from), ..ProblemDetails::new(status, code, &detail) }
}
