//! Whose page opens a socket.

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};

/// Whether the page that opens a socket with a cookie is one of ours: its origin's authority is the
/// host that was asked, or `public`, that of the public URL. Browsers send cookies along with
/// sockets that foreign pages open, and always an `Origin`.
pub(super) fn is_own_origin(public: Option<&str>, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(ORIGIN).and_then(|origin| origin.parse::<Uri>().ok()) else {
        return false;
    };
    let Some(authority) = origin.authority().map(|authority| authority.as_str()) else {
        return false;
    };
    text(HOST) == Some(authority) || public == Some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_open(origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "10.0.0.1:3000".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        is_own_origin(Some("chat.example"), &headers)
    }

    #[test]
    fn only_our_own_pages_open_sockets() {
        assert!(may_open(Some("http://10.0.0.1:3000")));
        assert!(may_open(Some("https://chat.example")));
        for foreign in
            ["https://evil.example", "http://10.0.0.1", "https://chat.example.evil.example", "null"]
        {
            assert!(!may_open(Some(foreign)), "{foreign}");
        }
        assert!(!may_open(None));
    }
}
