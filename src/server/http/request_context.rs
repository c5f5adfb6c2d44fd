//! What a request says about itself, worked out once.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::USER_AGENT;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;

use super::client_address::client_address;
use crate::api::FormReturn;
use crate::server::App;
use crate::server::auth::{CurrentUser, find_current_user};

const ZONE_COOKIE: &str = "natter_zone";
const ZONE_MAX_CHARS: usize = 64;

/// Who asks, from where and with what. Every page and server function has it in its context.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// `None` for whoever is not signed in.
    pub current: Option<CurrentUser>,
    pub client_addr: IpAddr,
    pub user_agent: String,
    /// What the browser says is its time zone: a name such as `Europe/Berlin`, unchecked.
    pub zone: Option<String>,
    /// A refused form that this page has to show; only ever on a page.
    pub form_return: Option<FormReturn>,
}

/// Leaves the [`RequestContext`] in the request for whatever comes after.
pub(super) async fn provide_request_context(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    let (headers, extensions) = (request.headers(), request.extensions());
    let user_agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
    let jar = CookieJar::from_headers(headers);
    let context = RequestContext {
        current: find_current_user(&app, headers),
        client_addr: client_address(&app.settings, headers, extensions),
        user_agent: user_agent.unwrap_or_default().to_owned(),
        zone: jar.get(ZONE_COOKIE).and_then(|cookie| zone_name(cookie.value())),
        form_return: None,
    };
    request.extensions_mut().insert(context);
    next.run(request).await
}

/// A cookie's value, if it could be the name of a zone.
fn zone_name(value: &str) -> Option<String> {
    let name = value.replace("%2F", "/").replace("%2f", "/");
    let fits = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
    (!name.is_empty() && name.len() <= ZONE_MAX_CHARS && name.chars().all(fits)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_zone_is_passed_on() {
        assert_eq!(zone_name("Europe%2FBerlin").as_deref(), Some("Europe/Berlin"));
        assert_eq!(zone_name("America/Port-au-Prince").as_deref(), Some("America/Port-au-Prince"));
        for wrong in ["", "../../etc/passwd", "a b", "<script>", &"a".repeat(65)] {
            assert_eq!(zone_name(wrong), None, "{wrong}");
        }
    }
}
