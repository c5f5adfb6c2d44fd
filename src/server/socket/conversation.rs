//! A connection from hello to goodbye.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures::StreamExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until, timeout};

use super::reader::{Incoming, read};
use super::writer::write;
use super::{commands, commands::Commands};
use crate::domain::Token;
use crate::protocol::{
    ClientFrame, HELLO_WITHIN_SECS, PROTOCOL_VERSION, ServerFrame, close, encode,
};
use crate::server::auth::{CurrentUser, now};
use crate::server::{App, service};

/// How long a peer may take to read our goodbye.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

/// Runs a connection until it ends, then says why.
pub(super) async fn converse(app: App, current: CurrentUser, mut socket: WebSocket) {
    let code = match hello(&mut socket).await {
        Ok(token) => live(&app, &current, &mut socket, token).await,
        Err(code) => Some(code),
    };
    if let Some(code) = code {
        let goodbye = Message::Close(Some(CloseFrame { code, reason: "".into() }));
        let _ = timeout(GOODBYE_WITHIN, socket.send(goodbye)).await;
    }
}

/// The client's first frame: how far it has everything. The error is the code to close with.
async fn hello(socket: &mut WebSocket) -> Result<Option<Token>, u16> {
    let within = Duration::from_secs(HELLO_WITHIN_SECS);
    loop {
        let incoming = match timeout(within, socket.next()).await {
            Ok(message) => Incoming::from(message),
            Err(_) => return Err(close::BAD_HELLO),
        };
        match incoming {
            Incoming::Command(ClientFrame::Hello { protocol: PROTOCOL_VERSION, token }) => {
                return Ok(token);
            }
            Incoming::Nothing => {}
            Incoming::Unreadable => return Err(close::TOO_BIG),
            Incoming::Command(_) | Incoming::Refused(_) | Incoming::End => {
                return Err(close::BAD_HELLO);
            }
        }
    }
}

/// Everything after the hello. Gives the code to close with; `None` if the peer is gone.
async fn live(
    app: &App,
    current: &CurrentUser,
    socket: &mut WebSocket,
    shown: Option<Token>,
) -> Option<u16> {
    // Registered before it is worked out what was missed, so that nothing falls between the two.
    let mut connection = app.hub.connect(current.user, current.session);
    let (resume, token) = service::resume(app, current, shown.as_ref());
    let welcome =
        ServerFrame::Welcome { protocol: PROTOCOL_VERSION, me: current.user, resume, token };
    socket.send(Message::text(encode(&welcome))).await.ok()?;

    let (sink, stream) = socket.split();
    let (replies, answered) = mpsc::channel(commands::REPLIES_WAITING);
    let commands = Commands::new(app.clone(), current.clone(), connection.id(), replies);
    let heard = tokio::sync::watch::Sender::new(Instant::now());
    let closing = connection.closing();
    // One task, three things at once: whichever ends first ends the connection.
    tokio::select! {
        biased;
        code = closing => Some(code),
        code = read(stream, commands, &heard) => code,
        code = write(sink, &mut connection, answered, heard.subscribe()) => code,
        () = session_end(app, current) => Some(close::SESSION_ENDED),
    }
}

/// Resolves when the session has expired. It may have been renewed meanwhile.
async fn session_end(app: &App, current: &CurrentUser) {
    while let Some(session) = app.store.find_session(current.session) {
        let left = u64::try_from(session.expires_at.0 - now().0).unwrap_or_default();
        sleep_until(Instant::now() + Duration::from_millis(left.max(100))).await;
    }
}
