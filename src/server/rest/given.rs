//! What a request has in its body: one JSON object, and nothing that nobody asked for.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use futures::StreamExt;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use super::ProblemDetails;
use super::refusal::{invalid, malformed, misfit, unsupported_media_type};
use crate::domain::ProblemCode;

/// The largest body: a message of 4 000 characters, each of which may take 12 bytes as `\ud83e…`.
const BODY_MAX_BYTES: usize = 64 * 1024;
/// Up to here one that is too large is read to its end and forgotten: a client that is still sending
/// when the connection closes never sees the answer.
const HEARD_OUT_MAX_BYTES: usize = 1024 * 1024;

/// The body, read.
pub(super) struct Given<T>(pub(super) T);

/// The body, read; `None` where there is none.
pub(super) struct Perhaps<T>(pub(super) Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = ProblemDetails;

    async fn from_request(request: Request, state: &S) -> Result<Self, ProblemDetails> {
        let Perhaps(given) = Perhaps::from_request(request, state).await?;
        given.map(Self).ok_or_else(|| malformed("a JSON object is needed"))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Perhaps<T> {
    type Rejection = ProblemDetails;

    async fn from_request(request: Request, _: &S) -> Result<Self, ProblemDetails> {
        let (parts, body) = request.into_parts();
        let bytes = read_whole(&parts.headers, body).await?;
        if bytes.is_empty() {
            return Ok(Self(None));
        }
        if !is_plain_json(&parts.headers) {
            return Err(unsupported_media_type());
        }
        parse(&bytes).map(|given| Self(Some(given)))
    }
}

fn is_plain_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let kind = text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let mut parts = kind.split(';').map(str::trim);
    let is_json = parts.next() == Some("application/json");
    let in_utf_8 = |part: &str| match part.strip_prefix("charset=") {
        Some(charset) => charset.trim_matches('"') == "utf-8",
        None => true,
    };
    is_json && parts.all(in_utf_8) && text(CONTENT_ENCODING).is_none_or(|how| how == "identity")
}

async fn read_whole(headers: &HeaderMap, body: Body) -> Result<Bytes, ProblemDetails> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let declared = declared.and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > HEARD_OUT_MAX_BYTES) {
        return Err(ProblemCode::TooLarge.into());
    }
    let (mut kept, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| malformed("the body broke off"))?;
        length += chunk.len();
        if length <= BODY_MAX_BYTES {
            kept.extend_from_slice(&chunk);
        } else if length > HEARD_OUT_MAX_BYTES {
            break;
        }
    }
    if length > BODY_MAX_BYTES { Err(ProblemCode::TooLarge.into()) } else { Ok(kept.into()) }
}

/// Reads an object. What is no JSON is malformed; what is, but not what was asked for, is invalid.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ProblemDetails> {
    let text = std::str::from_utf8(bytes).map_err(|_| malformed("the body is not UTF-8"))?;
    // To serde a struct may also be a list of its fields.
    if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('{') {
        return Err(match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => invalid(None, "expected an object"),
            Err(error) => unreadable(&error),
        });
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let given = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        match error.inner().classify() {
            Category::Data => misfit(&path, &error.inner().to_string()),
            _ => unreadable(error.inner()),
        }
    })?;
    reader.end().map_err(|error| unreadable(&error))?;
    Ok(given)
}

fn unreadable(error: &serde_json::Error) -> ProblemDetails {
    let said = error.to_string();
    if said.starts_with("recursion limit exceeded") {
        return invalid(None, "nested too deeply");
    }
    if said.starts_with("number out of range") {
        return invalid(None, "a number is out of range");
    }
    malformed(&format!("no JSON, line {} column {}", error.line(), error.column()))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    struct Letter {
        full_name: String,
        #[serde(default)]
        place: Option<u32>,
    }

    fn refused(text: &str) -> (u16, Option<String>) {
        let details = parse::<Letter>(text.as_bytes()).unwrap_err();
        assert!(!details.detail.contains("secret"), "{details:?}");
        (details.status, details.field.map(String::from))
    }

    #[test]
    fn an_object_that_fits_is_read() {
        let letter: Letter = parse(br#" {"fullName": "Ana", "place": 4294967295} "#).unwrap();
        assert_eq!((letter.full_name.as_str(), letter.place), ("Ana", Some(u32::MAX)));
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        for text in
            ["{", "x", "{\"fullName\": \"a\"} {}", "{'a': 1}", "[", "{\"fullName\":\"\\ud800\"}"]
        {
            assert_eq!(refused(text).0, 400, "{text}");
        }
        assert_eq!(parse::<Letter>(b"{\"fullName\": \"\xff\"}").unwrap_err().status, 400);
    }

    #[test]
    fn a_field_that_is_missing_unknown_doubled_or_of_another_kind_is_named() {
        let at = |status, field: &str| (status, Some(field.to_owned()));
        assert_eq!(refused("{}"), at(400, "fullName"));
        assert_eq!(refused(r#"{"fullName": "a", "isAdmin": true}"#), at(422, "isAdmin"));
        assert_eq!(refused(r#"{"fullName": "a", "fullName": "secret"}"#), at(422, "fullName"));
        assert_eq!(refused(r#"{"fullName": ["secret"]}"#), at(422, "fullName"));
        assert_eq!(refused(r#"{"fullName": "a", "place": "secret"}"#), at(422, "place"));
        assert_eq!(refused(r#"{"fullName": "a", "place": -1}"#), at(422, "place"));
        assert_eq!(refused(r#"{"fullName": "a", "place": 4294967296}"#), at(422, "place"));
    }

    #[test]
    fn other_shapes_and_bottomless_ones_are_invalid() {
        for text in
            ["[\"Ana\", 1]", "null", "\"Ana\"", "7", "{\"place\": 1e999, \"fullName\": \"a\"}"]
        {
            assert_eq!(refused(text).0, 422, "{text}");
        }
        for deep in [
            "[".repeat(30_000) + &"]".repeat(30_000),
            format!("{{\"fullName\":{}", "[".repeat(60_000)),
        ] {
            assert_eq!(refused(&deep).0, 422);
        }
    }

    #[test]
    fn only_json_in_utf_8_is_taken() {
        let taken = |kind: &str, encoding: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            headers.extend(encoding.map(|how| (CONTENT_ENCODING, how.parse().unwrap())));
            is_plain_json(&headers)
        };
        assert!(taken("application/json", None) && taken("Application/JSON; charset=UTF-8", None));
        for kind in ["text/plain", "application/json; charset=latin1", "application/jsonp", ""] {
            assert!(!taken(kind, None), "{kind}");
        }
        assert!(!taken("application/json", Some("gzip")));
    }
}
