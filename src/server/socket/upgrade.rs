//! From a request to a socket.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures::stream::SplitSink;
use futures::{SinkExt, StreamExt};

use super::admission::{Door, admit, refuse};
use super::conversation::converse;
use super::transport::{Gone, Incoming, Mouth, Said, Transport};
use crate::domain::ProblemCode;
use crate::protocol::{FRAME_MAX_BYTES, PING_EVERY_SECS};
use crate::server::App;
use crate::server::metrics::Way;

/// axum's defaults are 128 KiB each way: a hundred idle tabs would hold 25 MB for nothing.
const BUFFER_BYTES: usize = 4 * 1024;
/// More than this unsent, and writing waits.
const WRITE_BUFFER_MAX_BYTES: usize = 256 * 1024;
/// Up to here a message is read to its end, though one above [`FRAME_MAX_BYTES`] is then refused:
/// a peer that is cut off in the middle would not see why.
const READ_MAX_BYTES: usize = 4 * FRAME_MAX_BYTES;
/// Two heartbeats, and half a one for the way.
const SILENCE_MAX: Duration = Duration::from_millis(PING_EVERY_SECS * 2_500);

/// `GET /ws`. A browser shows its cookie and is asked where its page comes from; a program shows
/// `Authorization: Bearer`.
///
/// Refused with 401 to strangers, 403 to other sites' pages, 503 while the server stops; not found
/// where the settings turn WebSockets off.
pub async fn upgrade(
    State(app): State<App>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let current = match admit(&app, Door::Socket, &headers) {
        Ok(current) => current,
        Err(code) => return refuse(code),
    };
    if !app.settings.websockets.is_on() {
        return refuse(ProblemCode::NotFound);
    }
    if let Err(problem) = app.limits.count_connection(current.user) {
        return problem.into_response();
    }
    match upgrade {
        Ok(upgrade) => upgrade
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_write_buffer_size(WRITE_BUFFER_MAX_BYTES)
            .max_message_size(READ_MAX_BYTES)
            .max_frame_size(READ_MAX_BYTES)
            .on_upgrade(move |socket| {
                let (mouth, ear) = socket.split();
                let ear = ear.map(Incoming::from);
                let (way, silence_max) = (Way::Websocket, SILENCE_MAX);
                converse(app, current, Transport { ear, mouth, way, silence_max })
            }),
        Err(_) => refuse(ProblemCode::MalformedRequest),
    }
}

impl From<Result<Message, axum::Error>> for Incoming {
    fn from(message: Result<Message, axum::Error>) -> Self {
        match message {
            Ok(Message::Text(text)) => Self::from_text(&text),
            Ok(Message::Binary(_)) => Self::Unreadable,
            Ok(Message::Ping(_) | Message::Pong(_)) => Self::Nothing,
            // A peer that is gone comes to the same error: it will not mind being told.
            Err(_) => Self::Unreadable,
            Ok(Message::Close(_)) => Self::End,
        }
    }
}

impl Mouth for SplitSink<WebSocket, Message> {
    async fn say(&mut self, said: Said) -> Result<(), Gone> {
        let message = match said {
            Said::Frame(text) => Message::Text(text),
            Said::Heartbeat => Message::Ping(Default::default()),
            Said::Close(code) => Message::Close(Some(CloseFrame { code, reason: "".into() })),
        };
        self.send(message).await.map_err(|_| Gone)
    }
}
