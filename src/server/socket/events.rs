//! `GET /live/events`: the facts, where WebSockets are blocked.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, stream};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use super::admission::{Door, admit, refuse};
use super::event_stream::EventStream;
use crate::domain::ProblemCode;
use crate::protocol::HELLO_WITHIN_SECS;
use crate::server::App;

/// Proxies cut off what is silent for long.
const COMMENT_EVERY: Duration = Duration::from_secs(15);
/// Some pass nothing on before they have so much.
const PADDING_BYTES: usize = 2 * 1024;
/// A stream without a tab, for so long, is of no use to anybody.
const TAB_WITHIN: Duration = Duration::from_secs(HELLO_WITHIN_SECS);
/// How often a stream looks whether it still has a session and a tab, if nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long the tabs' goodbyes may take.
const GOODBYES_WITHIN: Duration = Duration::from_millis(500);

/// Opens an event stream for the session that asks. Its first event, `stream`, has the id under
/// which `POST /live/commands` finds it.
///
/// Refused as a socket is; not found where the settings turn it off.
pub async fn listen(State(app): State<App>, headers: HeaderMap) -> Response {
    let current = match admit(&app, Door::Events, &headers) {
        Ok(current) => current,
        Err(code) => return refuse(code),
    };
    if !app.settings.server_sent_events.is_on() {
        return refuse(ProblemCode::NotFound);
    }
    if let Err(problem) = app.limits.count_connection(current.user) {
        return problem.into_response();
    }
    let (stream, events) = app.streams.open(current);
    let padding = Event::default().comment(" ".repeat(PADDING_BYTES));
    for first in [padding, Event::default().event("stream").data(stream.id.to_string())] {
        let _ = stream.events.try_send(first);
    }
    tokio::spawn(watch_over(app.clone(), stream.clone()));
    let listening = Listening { app, stream, events };
    let keep_alive = KeepAlive::new().interval(COMMENT_EVERY);
    let never_kept = [
        (CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (never_kept, Sse::new(listening.events()).keep_alive(keep_alive)).into_response()
}

/// The response's end of a stream. When the browser goes, this goes, and with it the stream.
struct Listening {
    app: App,
    stream: Arc<EventStream>,
    events: mpsc::Receiver<Event>,
}

impl Listening {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send {
        stream::unfold(self, |mut listening| async move {
            let event = tokio::select! {
                biased;
                // What was said before the end, goodbyes among it, still goes out.
                event = listening.events.recv() => event,
                () = listening.stream.over.cancelled() => None,
            };
            event.map(|event| (Ok(event), listening))
        })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.stream.end();
        self.app.streams.forget(self.stream.id);
    }
}

/// Ends the stream with its session, with the server, or when no tab uses it.
async fn watch_over(app: App, stream: Arc<EventStream>) {
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut used = Instant::now();
    loop {
        tokio::select! {
            () = stream.over.cancelled() => break,
            () = app.stopping.cancelled() => break,
            () = stream.left.notified() => {}
            _ = look.tick() => {}
            () = sleep_until(used + TAB_WITHIN) => break,
        }
        if stream.has_tabs() {
            used = Instant::now();
        }
        if app.store.find_session(stream.owner.session).is_none() {
            break;
        }
    }
    // The tabs know, by the hub, and say so; after that nothing more is to be said.
    let goodbyes = async {
        while stream.has_tabs() {
            stream.left.notified().await;
        }
    };
    let _ = timeout(GOODBYES_WITHIN, goodbyes).await;
    stream.end();
    // The response may be stuck in a connection that nobody reads.
    app.streams.forget(stream.id);
}
