//! A refusal as programs are told: RFC 9457, one shape for all of them.

use axum::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::refusal::camel_case;
use crate::domain::{Field, Problem, ProblemCode};
use crate::server::Error;

/// Why something was refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemDetails {
    /// Always `about:blank`: `code` says more.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub(super) kind: &'static str,
    /// What the status says, in words.
    #[schema(value_type = String)]
    pub(super) title: &'static str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    pub(super) status: u16,
    /// What is wrong, for whoever writes the program.
    #[schema(value_type = String)]
    pub(super) detail: Box<str>,
    /// What is wrong, for the program.
    #[schema(value_type = String, example = "not_found")]
    pub(super) code: Box<str>,
    /// The part of what was given that is at fault, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(super) field: Option<Box<str>>,
    /// How long to wait before the same may succeed, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retry_after_secs: Option<u32>,
    /// What the server's log knows the cause by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(super) incident: Option<Box<str>>,
}

impl ProblemDetails {
    pub(super) fn new(status: StatusCode, code: &str, detail: &str) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.into(),
            field: None,
            retry_after_secs: None,
            incident: None,
        }
    }

    /// The answer to a method that a path does not know; `allowed` are those that it does.
    pub fn method_not_allowed(allowed: &str) -> Response {
        let detail = format!("this address answers {allowed}");
        let details = Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", &detail);
        let mut response = details.into_response();
        response.headers_mut().extend(HeaderValue::from_str(allowed).map(|value| (ALLOW, value)));
        response
    }

    /// `response`, which tells of this problem in another form, in this one.
    pub fn in_place_of(response: Response, problem: Problem) -> Response {
        let (mut parts, _) = response.into_parts();
        for replaced in [CONTENT_TYPE, CONTENT_LENGTH, RETRY_AFTER] {
            parts.headers.remove(replaced);
        }
        let mut told = Self::from(problem).into_response();
        told.headers_mut().extend(parts.headers);
        told
    }
}

impl From<Problem> for ProblemDetails {
    fn from(problem: Problem) -> Self {
        let Problem { code, field, retry_after_secs, incident } = problem;
        let status =
            StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let name = name_of(&code);
        let field = field.as_ref().map(field_name);
        let words = name.replace('_', " ");
        let detail = match &field {
            Some(field) => format!("{field}: {words}"),
            None => words,
        };
        let told = Self::new(status, &name, &detail);
        Self {
            field: field.map(String::into_boxed_str),
            incident: incident.map(String::into_boxed_str),
            retry_after_secs,
            ..told
        }
    }
}

impl From<ProblemCode> for ProblemDetails {
    fn from(code: ProblemCode) -> Self {
        Problem::from(code).into()
    }
}

impl From<Error> for ProblemDetails {
    fn from(error: Error) -> Self {
        error.into_problem().into()
    }
}

impl IntoResponse for ProblemDetails {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or_default();
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = (CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let mut response = (status, [kind], body).into_response();
        let headers = response.headers_mut();
        if let Some(secs) = self.retry_after_secs {
            headers.insert(RETRY_AFTER, HeaderValue::from(secs));
        }
        if status == StatusCode::UNAUTHORIZED {
            let how = HeaderValue::from_static("Bearer realm=\"natter\"");
            headers.insert(WWW_AUTHENTICATE, how);
        }
        response
    }
}

/// The name under which a code or field travels on the other doors.
fn name_of(value: &impl Serialize) -> String {
    let name = serde_json::to_value(value).ok();
    name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// What this door calls a field.
fn field_name(field: &Field) -> String {
    match field {
        Field::Expiry => "days".into(),
        field => camel_case(&name_of(field)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_with_its_status_code_and_field() {
        let details = ProblemDetails::from(Problem::at(Field::FullName, ProblemCode::TooLong));
        let told = serde_json::to_value(&details).unwrap();
        assert_eq!(
            told,
            serde_json::json!({
                "type": "about:blank", "title": "Bad Request", "status": 400,
                "detail": "fullName: too long", "code": "too_long", "field": "fullName",
            })
        );
    }

    #[test]
    fn who_is_to_wait_is_told_in_the_header_too_and_who_is_unknown_how_to_say_who_they_are() {
        let wait = Problem { retry_after_secs: Some(7), ..ProblemCode::TooMany.into() };
        let response = ProblemDetails::from(wait).into_response();
        assert_eq!(
            (response.status().as_u16(), &response.headers()[RETRY_AFTER]),
            (429, &"7".parse().unwrap())
        );
        let response = ProblemDetails::from(ProblemCode::SignedOut).into_response();
        assert!(response.headers().contains_key(WWW_AUTHENTICATE));
    }
}
