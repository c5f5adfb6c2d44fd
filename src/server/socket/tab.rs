//! `POST /live/commands`: what one tab says, where WebSockets are blocked.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::Event;
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::Deserialize;
use uuid::Uuid;

use super::admission::{Door, admit};
use super::conversation::converse;
use super::event_stream::EventStream;
use super::transport::{Gone, Incoming, Mouth, Said, Transport};
use crate::domain::{Problem, ProblemCode};
use crate::protocol::{ClientFrame, FRAME_MAX_BYTES, TAB_SILENCE_SECS};
use crate::server::App;
use crate::server::metrics::Way;

/// As with sockets, up to here a body is read to its end, though a longer frame is then refused.
const BODY_MAX_BYTES: usize = 4 * FRAME_MAX_BYTES;

/// Which tab says it.
#[derive(Deserialize)]
pub struct Address {
    /// The id that the stream's first event told.
    stream: Uuid,
    /// A number that the tab has chosen, a new one for each hello.
    tab: u64,
}

/// Takes one frame of a tab, as the body; an empty one is the tab's goodbye. Answered with 204 when
/// it waits for being carried out, after those before it; everything else is told by the stream.
///
/// Refused as a socket is; not found for a stream that is not this session's, and for a tab that has
/// not begun with a hello or whose connection has ended.
pub async fn command(
    State(app): State<App>,
    headers: HeaderMap,
    address: Result<Query<Address>, QueryRejection>,
    body: Body,
) -> Response {
    match take(&app, &headers, address, body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn take(
    app: &App,
    headers: &HeaderMap,
    address: Result<Query<Address>, QueryRejection>,
    body: Body,
) -> Result<(), Problem> {
    let current = admit(app, Door::Commands, headers)?;
    if !app.settings.server_sent_events.is_on() {
        return Err(ProblemCode::NotFound.into());
    }
    let Query(Address { stream, tab }) = address.map_err(|_| ProblemCode::MalformedRequest)?;
    let stream = app.streams.find(stream, &current).ok_or(ProblemCode::NotFound)?;
    let body = to_bytes(body, BODY_MAX_BYTES).await;
    let said = match body.as_deref().map(std::str::from_utf8) {
        Ok(Ok("")) => Incoming::End,
        Ok(Ok(text)) => Incoming::from_text(text),
        Ok(Err(_)) | Err(_) => Incoming::Unreadable,
    };
    if matches!(said, Incoming::Command(ClientFrame::Hello { .. })) {
        app.limits.count_connection(current.user)?;
    }
    let (commands, heard) = stream.address(tab, &said)?;
    if let Some(mut heard) = heard {
        let transport = Transport {
            ear: stream::poll_fn(move |context| heard.poll_recv(context)),
            mouth: TabMouth { stream, tab },
            way: Way::Events,
            silence_max: Duration::from_secs(TAB_SILENCE_SECS),
        };
        tokio::spawn(converse(app.clone(), current, transport));
    }
    let refusal = matches!(said, Incoming::Unreadable).then_some(ProblemCode::TooLarge);
    commands.send(said).await.map_err(|_| ProblemCode::NotFound)?;
    refusal.map_or(Ok(()), |code| Err(code.into()))
}

/// A tab's share of its stream: each event has the tab's number in front.
struct TabMouth {
    stream: Arc<EventStream>,
    tab: u64,
}

impl Mouth for TabMouth {
    async fn say(&mut self, said: Said) -> Result<(), Gone> {
        let (tab, event) = (self.tab, Event::default());
        let (event, is_last) = match said {
            Said::Frame(text) => (event.data(format!("{tab} {text}")), false),
            // The stream has its own, for all its tabs.
            Said::Heartbeat => return Ok(()),
            Said::Close(code) => (event.event("close").data(format!("{tab} {code}")), true),
        };
        tokio::select! {
            sent = self.stream.events.send(event) => sent.map_err(|_| Gone)?,
            () = self.stream.over.cancelled() => return Err(Gone),
        }
        if is_last {
            self.stream.forget(tab);
        }
        Ok(())
    }
}

impl Drop for TabMouth {
    fn drop(&mut self) {
        // It went without a goodbye from either side: what it was told last may be missing, and
        // only the end of the whole stream says so.
        if self.stream.forget(self.tab) {
            self.stream.end();
        }
    }
}
