//! The way back.

use axum::http::HeaderMap;
use axum::http::Uri;
use axum::http::header::{HOST, REFERER};

use crate::api::is_own_path;
use crate::server::settings::Settings;

/// Path and query of the page that a request came from, if it is one of ours.
pub(super) fn own_referer(settings: &Settings, headers: &HeaderMap) -> Option<String> {
    let referer: Uri = headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    let from = referer.authority()?.as_str();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let public = settings.public_url.as_ref().map(|url| url.authority());
    let path = referer.path_and_query()?.as_str();
    ((host == Some(from) || public == Some(from)) && is_own_path(path)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn referer(value: &str) -> Option<String> {
        let settings = Settings::parse_from(["natter", "--public-url", "https://chat.example"]);
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "10.0.0.1:3000".parse().unwrap());
        headers.insert(REFERER, value.parse().unwrap());
        own_referer(&settings, &headers)
    }

    #[test]
    fn the_way_back_leads_to_this_server_only() {
        assert_eq!(referer("http://10.0.0.1:3000/c/bo?before=9"), Some("/c/bo?before=9".into()));
        assert_eq!(referer("https://chat.example/login"), Some("/login".into()));
        for foreign in [
            "https://evil.example/c/bo",
            "https://chat.example.evil.example/",
            "https://chat.example@evil.example/",
            "https://chat.example//evil.example",
            "https://chat.example/\\evil.example",
            "/c/bo",
            "nonsense",
        ] {
            assert_eq!(referer(foreign), None, "{foreign}");
        }
    }
}
