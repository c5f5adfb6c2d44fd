//! Server functions as forms post them: with JavaScript by fetch, without it by the browser itself.

use axum::body::{Body, Bytes};
use axum::extract::{Form, FromRequest, Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;

use super::guard::log_in_path;
use super::own_referer::own_referer;
use super::problem::read_problem;
use super::site::Site;
use crate::api::is_own_path;
use crate::domain::{FormReturn, Problem, ProblemCode, UserId};
use crate::server::App;
use crate::server::auth::cookie::find_session_token;

/// The largest form: a body of 4 000 characters, each of which may take 12 bytes when encoded.
const FORM_MAX_BYTES: usize = 64 * 1024;
const HEARD_OUT_MAX_BYTES: usize = 1024 * 1024;
/// Who sends it is not led on by the status, which a script cannot see through, but told where to go.
const STAY_HEADER: &str = "natter-form";
const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// Takes the form in, whole and checked, before anything acts on it. A browser's own post is then
/// answered the way browsers understand: 303 to the page to show next, with what was typed kept
/// for it if it was refused.
pub(super) async fn receive_form(
    State(site): State<Site>,
    mut request: Request,
    next: Next,
) -> Response {
    if !is_browsers_own(request.headers()) {
        return match take_in(request).await {
            Ok((request, _)) => next.run(request).await,
            Err(problem) => problem.into_response(),
        };
    }
    let sender = PlainForm::of(&site.app, &request);
    request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
    let (response, form) = match take_in(request).await {
        Ok((request, form)) => (next.run(request).await, form),
        Err(problem) => (problem.into_response(), Bytes::new()),
    };
    sender.lead_on(&site, response, form).await
}

/// Whether the browser posts this by itself and shows whatever is answered.
pub(super) fn is_browsers_own(headers: &HeaderMap) -> bool {
    let accepts = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// Reads the form. Only the one encoding that server functions have is let in: Leptos panics on
/// others, malformed.
async fn take_in(request: Request) -> Result<(Request, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let bytes = read_whole(&parts.headers, body).await?;
    let kind = parts.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let is_form = match kind {
        Some(kind) => kind.to_ascii_lowercase().starts_with(FORM_TYPE.as_bytes()),
        None => bytes.is_empty(),
    };
    if !is_form || std::str::from_utf8(&bytes).is_err() {
        return Err(ProblemCode::MalformedRequest.into());
    }
    Ok((Request::from_parts(parts, Body::from(bytes.clone())), bytes))
}

/// Reads a form's bytes. One that is somewhat too large is read to its end and forgotten: a browser
/// that is still sending when the connection closes never sees the answer.
async fn read_whole(headers: &HeaderMap, body: Body) -> Result<Bytes, Problem> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let declared = declared.and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > HEARD_OUT_MAX_BYTES) {
        return Err(ProblemCode::TooLarge.into());
    }
    let (mut kept, mut length) = (Vec::new(), 0);
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| ProblemCode::MalformedRequest)?;
        length += chunk.len();
        if length <= FORM_MAX_BYTES {
            kept.extend_from_slice(&chunk);
        } else if length > HEARD_OUT_MAX_BYTES {
            break;
        }
    }
    if length > FORM_MAX_BYTES { Err(ProblemCode::TooLarge.into()) } else { Ok(kept.into()) }
}

/// A form posted without JavaScript: which, by whom, from where.
struct PlainForm {
    action: String,
    /// The person, even if their session has just ended.
    owner: Option<UserId>,
    /// Path and query of the page with the form.
    page: String,
    /// A script of the page posts it, and goes on by itself.
    stays: bool,
}

impl PlainForm {
    fn of(app: &App, request: &Request) -> Self {
        let action = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        let token = find_session_token(app, request.headers());
        let owner = token.and_then(|token| app.tokens.read(&token)).map(|(_, user)| user);
        let usual_page = match action.as_str() {
            "sign_up" => "/signup",
            "log_in" => "/login",
            "recover" => "/recover",
            _ => "/",
        };
        let page = own_referer(&app.settings, request.headers());
        let stays = request.headers().contains_key(STAY_HEADER);
        Self { action, owner, page: page.unwrap_or_else(|| usual_page.to_owned()), stays }
    }

    /// The answer to a fetch, as an answer to a browser.
    async fn lead_on(self, site: &Site, response: Response, form: Bytes) -> Response {
        let (stays, (parts, body)) = (self.stays, response.into_parts());
        let mut headers = HeaderMap::new();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            headers.append(SET_COOKIE, cookie.clone());
        }
        let next = if parts.status.is_client_error() || parts.status.is_server_error() {
            let problem = read_problem(body).await;
            let to_log_in = problem.code == ProblemCode::SignedOut;
            let cookie = self.keep(site, problem, form).await;
            headers.extend(cookie.map(|cookie| (SET_COOKIE, cookie)));
            if to_log_in { log_in_path(&self.page) } else { self.page }
        } else {
            let named = parts.headers.get(LOCATION).and_then(|value| value.to_str().ok());
            named.filter(|path| is_own_path(path)).map_or(self.page, str::to_owned)
        };
        headers.extend(HeaderValue::from_str(&next).ok().map(|next| (LOCATION, next)));
        let status = if stays { parts.status } else { StatusCode::SEE_OTHER };
        (status, headers).into_response()
    }

    /// Keeps what was typed, but passwords and codes, and returns the cookie that leads to it.
    async fn keep(&self, site: &Site, problem: Problem, form: Bytes) -> Option<HeaderValue> {
        let mut typed = typed_fields(form).await;
        typed.retain(|(name, _)| !name.contains("password") && name != "code");
        let form = FormReturn { action: self.action.clone(), problem, typed };
        let path = self.page.split('?').next().unwrap_or_default();
        site.keep_form(path, self.owner, form)
    }
}

async fn typed_fields(form: Bytes) -> Vec<(String, String)> {
    let request = Request::post("/").header(CONTENT_TYPE, FORM_TYPE).body(Body::from(form));
    let Ok(request) = request else { return vec![] };
    let fields = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    fields.map(|Form(fields)| fields).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_longest_message_fits_into_a_form_however_it_is_written() {
        let body = "%F0%9F%A6%80".repeat(4_000);
        let form = Bytes::from(format!("conversation={}&body={body}", "0".repeat(64)));
        assert!(form.len() < FORM_MAX_BYTES);
        assert_eq!(typed_fields(form).await[1], ("body".to_owned(), "🦀".repeat(4_000)));
    }

    #[tokio::test]
    async fn only_forms_of_a_bounded_size_in_utf_8_are_taken_in() {
        let post = |kind: &str, body: Vec<u8>| {
            let request = Request::post("/api/x").header(CONTENT_TYPE, kind).body(body.into());
            async { take_in(request.unwrap()).await.map_err(|problem| problem.code).err() }
        };
        assert_eq!(
            post("application/x-www-form-urlencoded; charset=utf-8", "a=b".into()).await,
            None
        );
        let too_long = vec![b'a'; FORM_MAX_BYTES + 1];
        assert_eq!(post(FORM_TYPE, too_long).await, Some(ProblemCode::TooLarge));
        let malformed = Some(ProblemCode::MalformedRequest);
        assert_eq!(post(FORM_TYPE, vec![b'a', b'=', 0xff]).await, malformed);
        assert_eq!(post("multipart/form-data; boundary=", "x".into()).await, malformed);
        assert_eq!(post("application/json", "{}".into()).await, malformed);
    }
}
