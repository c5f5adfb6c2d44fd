//! `GET /api/events`: what happens to a person, live, for a program that only listens.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::Method;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::on;
use futures::stream;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::ProblemDetails;
use super::operation::Operation;
use super::params::Me;
use super::refusal::invalid;
use crate::domain::{ProblemCode, Token, UnixMillis};
use crate::protocol::{
    HELD_CONVERSATIONS_MAX, PROTOCOL_VERSION, Resume, ServerFrame, close, decode_server_frame,
    encode,
};
use crate::server::App;
use crate::server::auth::CurrentUser;
use crate::server::hub::{Connection, Outgoing};
use crate::server::metrics::{self, LiveConnection, Way};
use crate::server::service::{self, conversations};

/// How many events may wait to be written; then the hub's own queue fills, and closes the connection.
const EVENTS_WAITING: usize = 64;
/// Proxies cut off what is silent for long; and whoever is gone is noticed by being written to.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// One that takes nothing in for so long while it catches up is gone.
const CATCH_UP_WITHIN: Duration = Duration::from_secs(60);
/// How long the last event may take.
const GOODBYE_WITHIN: Duration = Duration::from_millis(500);

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const LAST_EVENT_ID: &str = "last-event-id";

pub(super) fn operations() -> Vec<Operation> {
    let token =
        json!({ "type": "string", "maxLength": 61, "pattern": "^[^.]{1,40}\\.[0-9]{1,20}$" });
    vec![
        Operation::new(
            Method::GET,
            "/api/events",
            |method| on(method, listen),
            ("Live", "listen"),
            "What happens, as it happens",
        )
        .about(
            "Server-sent events that do not end by themselves. Each one's data is a frame of the \
             socket's protocol. An event's id says up to where one has everything: shown again as \
             `Last-Event-ID`, it yields what was missed meanwhile (`missed`, with up to 200 new \
             messages of each of the 100 conversations that were last written to); `welcome` says if \
             that is not possible, and everything is to be read anew. The last event, `close`, has a \
             code that says why: 4001 that the session has ended, others that one may come back. \
             Whoever listens counts as online.",
        )
        .header("Last-Event-ID", "The id of the last event that arrived.", &token)
        .gives_other("text/event-stream", "The events, without end.")
        .may_refuse(403, "A browser asks for another site's page."),
    ]
}

async fn listen(
    State(app): State<App>,
    Me(me): Me,
    headers: HeaderMap,
) -> Result<Response, ProblemDetails> {
    // Browsers send cookies along with what other sites' pages ask for.
    let site = headers.get(SEC_FETCH_SITE).map(|site| site.as_bytes());
    let foreign = site.is_some_and(|site| site != b"same-origin" && site != b"none");
    if foreign && !headers.contains_key(AUTHORIZATION) {
        return Err(ProblemCode::ForeignOrigin.into());
    }
    if app.stopping.is_cancelled() {
        return Err(ProblemCode::Unavailable.into());
    }
    let shown = match headers.get(LAST_EVENT_ID).map(|shown| shown.to_str().unwrap_or_default()) {
        None | Some("") => None,
        Some(shown) => {
            let token = shown.parse::<Token>();
            Some(token.map_err(|_| invalid(Some("Last-Event-ID"), "the id of an event of ours"))?)
        }
    };
    app.limits.count_connection(me.user)?;
    let (events, mut waiting) = mpsc::channel(EVENTS_WAITING);
    // Registered before anything is told: nothing falls between catching up and what comes live.
    let connection = app.hub.connect(me.user, me.session);
    tokio::spawn(tell_until_over(app, me, connection, shown, events));
    let never_kept = [
        (CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let told = stream::poll_fn(move |context| waiting.poll_recv(context));
    let told = Sse::new(told).keep_alive(KeepAlive::new().interval(COMMENT_EVERY));
    Ok((never_kept, told).into_response())
}

type Told = Result<Event, Infallible>;

/// One listener, until its session ends, the server stops, it does not keep up or goes away.
async fn tell_until_over(
    app: App,
    me: CurrentUser,
    mut connection: Connection,
    shown: Option<Token>,
    events: mpsc::Sender<Told>,
) {
    let _counted = LiveConnection::opened(Way::Events);
    let closing = connection.closing();
    let code = tokio::select! {
        biased;
        code = closing => Some(code),
        () = app.stopping.cancelled() => Some(close::GOING_AWAY),
        () = session_end(&app, &me) => Some(close::SESSION_ENDED),
        () = events.closed() => None,
        code = tell(&app, &me, &mut connection, shown.as_ref(), &events) => code,
    };
    metrics::connection_closed(code.map_or("left", close::word));
    if let Some(code) = code {
        let goodbye = Event::default().event("close").data(code.to_string());
        let _ = timeout(GOODBYE_WITHIN, events.send(Ok(goodbye))).await;
    }
}

/// Tells what was missed, then what happens. Gives the code to close with; `None` if nobody listens
/// any more.
async fn tell(
    app: &App,
    me: &CurrentUser,
    connection: &mut Connection,
    shown: Option<&Token>,
    events: &mpsc::Sender<Told>,
) -> Option<u16> {
    let holds = conversations::list_latest(app, me, HELD_CONVERSATIONS_MAX);
    let (resume, token, missed) = service::resume(app, me, shown, holds);
    let told = token.clone();
    let is_behind = resume == Resume::CatchUp;
    let id = (!is_behind).then(|| token.clone());
    let welcome = ServerFrame::Welcome { protocol: PROTOCOL_VERSION, me: me.user, resume, token };
    events.send(Ok(event(&encode(&welcome), id))).await.ok()?;
    if let Some(mut missed) = missed {
        loop {
            let piece = match missed.next_piece(app, me).await {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "a listener could not be told what it missed");
                    return Some(close::TOO_SLOW);
                }
            };
            let told = event(&encode(&piece), up_to(&piece));
            timeout(CATCH_UP_WITHIN, events.send(Ok(told))).await.ok()?.ok()?;
        }
    }
    loop {
        match connection.next().await {
            Outgoing::Frame(text) => {
                let id = decode_server_frame(&text).as_ref().and_then(up_to);
                // What was committed just before this listener came may be published after it.
                let again = |id: &Token| id.epoch == told.epoch && id.number <= told.number;
                if id.as_ref().is_some_and(again) {
                    continue;
                }
                events.send(Ok(event(&text, id))).await.ok()?;
            }
            Outgoing::Close(code) => return Some(code),
        }
    }
}

fn event(text: &str, id: Option<Token>) -> Event {
    let event = Event::default().data(text);
    match id {
        Some(id) => event.id(id.to_string()),
        None => event,
    }
}

/// Up to where whoever has this frame, and those before it, has everything.
fn up_to(frame: &ServerFrame) -> Option<Token> {
    match frame {
        ServerFrame::Missed { token, more: false, .. }
        | ServerFrame::MessageSent { token, .. }
        | ServerFrame::MessageHeld { token, .. }
        | ServerFrame::HeldTakenBack { token, .. }
        | ServerFrame::CursorsMoved { token, .. }
        | ServerFrame::ReceiptsMoved { token, .. }
        | ServerFrame::PersonChanged { token, .. }
        | ServerFrame::AccountChanged { token, .. } => Some(token.clone()),
        _ => None,
    }
}

/// Resolves when the session has ended or expired. It may have been renewed meanwhile.
async fn session_end(app: &App, me: &CurrentUser) {
    while let Some(session) = app.store.find_session(me.session) {
        let left = u64::try_from(session.expires_at.0 - UnixMillis::now().0).unwrap_or_default();
        sleep_until(Instant::now() + Duration::from_millis(left.max(100))).await;
    }
}
