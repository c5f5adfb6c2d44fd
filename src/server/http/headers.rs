//! What browsers are told to be strict about.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use leptos::nonce::Nonce;

use super::site::Site;

const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// Sets the headers on every answer, and leaves the nonce, without which no script runs, in the
/// request for the page.
pub(super) async fn set_headers(
    State(site): State<Site>,
    mut request: Request,
    next: Next,
) -> Response {
    let nonce = Nonce::new();
    let policy = content_policy(&nonce, asked_host(request.headers()), site.reload_port());
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    response
}

/// No inline script but the page's own, nothing from elsewhere, framed by nobody.
fn content_policy(nonce: &Nonce, host: Option<&str>, reload_port: Option<u32>) -> String {
    // Leptos announces its script in a link that has no nonce; what that script loads has none, too.
    let script = host.map(|host| format!(" {host}/pkg/ {host}/static/live/"));
    let script = script.unwrap_or_default();
    // For browsers to whom 'self' says nothing about sockets.
    let socket = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let reload = reload_port.map(|port| format!(" ws://127.0.0.1:{port}")).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'{script}; \
         style-src 'self'; img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; \
         connect-src 'self'{socket}{reload}; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors 'none'"
    )
}

/// The host that the browser asked for, if it can stand in a policy: nothing that would end a
/// directive, and no IPv6 address, for which policies have no spelling.
fn asked_host(headers: &HeaderMap) -> Option<&str> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.:".contains(&b);
    (!host.is_empty() && host.bytes().all(plain)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_can_add_nothing_to_the_policy_but_itself() {
        let asked = |host: &'static str| {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            asked_host(&headers).map(str::to_owned)
        };
        assert_eq!(asked("chat.example:3000").as_deref(), Some("chat.example:3000"));
        for odd in ["a; script-src *", "a 'unsafe-inline'", "a,b", "[::1]:3000", "a/b", "*", ""] {
            assert_eq!(asked(odd), None, "{odd}");
        }
    }
}
