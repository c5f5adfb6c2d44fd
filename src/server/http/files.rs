//! The browser's files: script, style, WebAssembly, pictures of the interface.

use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::Next;
use axum::response::Response;
use tower_http::services::ServeDir;

use super::site::Site;

/// The site folder, with the brotli and gzip forms that lie beside the files where a browser takes
/// them.
pub(super) fn files(site: &Site) -> ServeDir {
    ServeDir::new(&*site.options.site_root)
        .append_index_html_on_directories(false)
        .redirect_to_trailing_slash(false)
        .precompressed_br()
        .precompressed_gzip()
}

/// A file whose name has a hash of its content in it never changes; the others are asked for again.
pub(super) async fn set_file_caching(
    State(site): State<Site>,
    request: Request,
    next: Next,
) -> Response {
    let is_hashed = site.options.hash_files && is_hashed_name(request.uri().path());
    let mut response = next.run(request).await;
    let status = response.status();
    let caching = match status.is_success() || status.as_u16() == 304 {
        true if is_hashed => "public, max-age=31536000, immutable",
        true => "no-cache",
        false => "no-store",
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    response
}

/// Whether it looks like `/pkg/natter.<hash>.wasm`.
fn is_hashed_name(path: &str) -> bool {
    let Some(name) = path.strip_prefix("/pkg/") else { return false };
    let mut parts = name.split('.');
    let (Some(_), Some(hash), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    hash.len() >= 16 && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_good() {
        assert!(is_hashed_name("/pkg/natter.kMTTHSD3YrHcJ0Zbp4wQ1w.wasm"));
        for name in ["/pkg/natter.wasm", "/favicon.ico", "/static/a.kMTTHSD3YrHcJ0Zbp4wQ1w.svg"] {
            assert!(!is_hashed_name(name), "{name}");
        }
    }
}
