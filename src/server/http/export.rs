//! The door by which people take their data along.

use std::fs::File;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use futures::stream;
use tokio::io::AsyncReadExt;

use super::forms::is_browsers_own;
use super::site::Site;
use crate::api::export_data;
use crate::domain::{FormReturn, Problem, ProblemCode};
use crate::server::RequestContext;

const PAGE: &str = "/settings/data";
const CHUNK_BYTES: usize = 64 * 1024;

/// Answers with the file; a browser that is refused is led back to the page, which says why.
pub(super) async fn export(
    State(site): State<Site>,
    Extension(context): Extension<RequestContext>,
    request: Request,
) -> Response {
    let Some(current) = context.current else {
        return Problem::from(ProblemCode::SignedOut).into_response();
    };
    let problem = match export_data(&site.app, &current).await {
        Ok(file) => return send(file),
        Err(problem) => problem,
    };
    if !is_browsers_own(request.headers()) {
        return problem.into_response();
    }
    let refused = FormReturn { action: "export".to_owned(), problem, typed: vec![] };
    let cookie = site.keep_form(PAGE, Some(current.user), refused);
    let headers = HeaderMap::from_iter(cookie.map(|cookie| (SET_COOKIE, cookie)));
    (headers, Redirect::to(PAGE)).into_response()
}

fn send(file: File) -> Response {
    let length = file.metadata().map(|known| known.len()).unwrap_or_default();
    let file = tokio::fs::File::from_std(file);
    let chunks = stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; CHUNK_BYTES];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"natter-export.zip\""),
        ),
        (CONTENT_LENGTH, HeaderValue::from(length)),
    ];
    (headers, Body::from_stream(chunks)).into_response()
}
