//! Who may come in by the live doors, and from whose page.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use crate::domain::{Problem, ProblemCode};
use crate::server::App;
use crate::server::auth::{CurrentUser, bearer_token, find_current_user};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// One of the live doors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Socket,
    Events,
    Commands,
}

/// Who asks. A browser shows its cookie and is asked where its page comes from; a program shows
/// `Authorization: Bearer`. The error is 401 to strangers, 403 to other sites' pages, 503 while the
/// server stops.
pub(super) fn admit(
    app: &App,
    door: Door,
    headers: &HeaderMap,
) -> Result<CurrentUser, ProblemCode> {
    let current = find_current_user(app, headers).ok_or(ProblemCode::SignedOut)?;
    let public = app.settings.public_url.as_ref().map(|url| url.authority());
    if bearer_token(headers).is_none() && !is_own_page(door, public, headers) {
        return Err(ProblemCode::ForeignOrigin);
    }
    if app.stopping.is_cancelled() {
        return Err(ProblemCode::Unavailable);
    }
    Ok(current)
}

/// Whether the page that asks with a cookie is one of ours: its origin's authority is the host that
/// was asked, or `public`, that of the public URL. Browsers send cookies along with sockets that
/// foreign pages open, and with whatever a page on another port of our host asks for. With sockets
/// and with `POST` they always say the origin; when a page of ours reads from us they do not, but
/// then most say that it is one of ours.
fn is_own_page(door: Door, public: Option<&str>, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own = |origin: &str| {
        let origin = origin.parse::<Uri>().ok();
        let authority = origin.as_ref().and_then(Uri::authority).map(|found| found.as_str());
        authority.is_some() && (text(HOST) == authority || public == authority)
    };
    let by_origin = match headers.get(ORIGIN) {
        Some(origin) => origin.to_str().is_ok_and(is_own),
        None => door == Door::Events,
    };
    let by_site = door == Door::Socket
        || headers.get(SEC_FETCH_SITE).is_none_or(|site| site.as_bytes() == b"same-origin");
    by_origin && by_site
}

/// The answer to whoever may not come in.
pub(super) fn refuse(code: ProblemCode) -> Response {
    let status = StatusCode::from_u16(code.status()).unwrap_or_default();
    (status, axum::Json(Problem::from(code))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Door; 3] = [Door::Socket, Door::Events, Door::Commands];

    fn may_come(door: Door, origin: Option<&str>, site: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "10.0.0.1:3000".parse().unwrap());
        for (name, value) in [(ORIGIN, origin), (SEC_FETCH_SITE, site)] {
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
        }
        is_own_page(door, Some("chat.example"), &headers)
    }

    #[test]
    fn only_our_own_pages_come_in() {
        for door in ALL {
            assert!(may_come(door, Some("http://10.0.0.1:3000"), None));
            assert!(may_come(door, Some("https://chat.example"), Some("same-origin")));
            for foreign in [
                "https://evil.example",
                "http://10.0.0.1",
                "https://chat.example.evil.example",
                "null",
                "",
            ] {
                assert!(!may_come(door, Some(foreign), None), "{door:?} {foreign}");
            }
        }
    }

    #[test]
    fn a_page_that_does_not_say_where_it_is_from_can_at_most_read() {
        for (door, may) in [(Door::Socket, false), (Door::Events, true), (Door::Commands, false)] {
            assert_eq!(may_come(door, None, None), may, "{door:?}");
        }
        assert!(may_come(Door::Events, None, Some("same-origin")));
    }

    #[test]
    fn a_browser_that_says_that_the_page_is_foreign_is_believed() {
        for site in ["cross-site", "same-site", "none"] {
            assert!(!may_come(Door::Events, None, Some(site)), "{site}");
            assert!(!may_come(Door::Commands, Some("https://chat.example"), Some(site)), "{site}");
        }
    }
}
