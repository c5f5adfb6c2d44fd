//! A connection from hello to goodbye.

use std::time::Duration;

use futures::StreamExt;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

use super::reader::read;
use super::transport::{Ear, Incoming, Mouth, Said, Transport};
use super::writer::write;
use super::{commands, commands::Commands};
use crate::domain::{ConversationId, ProblemCode, Token, UnixMillis};
use crate::protocol::{
    ClientFrame, HELLO_WITHIN_SECS, PROTOCOL_VERSION, ServerFrame, close, encode,
};
use crate::server::auth::CurrentUser;
use crate::server::hub::Connection;
use crate::server::metrics::{self, LiveConnection};
use crate::server::{App, service};

/// How long a peer may take to read our goodbye and to answer it.
const GOODBYE_WITHIN: Duration = Duration::from_secs(5);

/// Runs a connection until it ends, then says why.
pub(super) async fn converse(
    app: App,
    current: CurrentUser,
    mut transport: Transport<impl Ear, impl Mouth>,
) {
    // Registered before anything else: from here on neither the end of the session nor any fact
    // can fall between two steps.
    let mut connection = app.hub.connect(current.user, current.session);
    let counted = LiveConnection::opened(transport.way);
    let closing = connection.closing();
    let code = tokio::select! {
        biased;
        code = closing => Some(code),
        () = app.stopping.cancelled() => Some(close::GOING_AWAY),
        // Looks at once: the session may have ended before we were registered.
        () = session_end(&app, &current) => Some(close::SESSION_ENDED),
        code = live(&app, &current, &mut connection, &mut transport) => code,
    };
    tracing::debug!(code, "a connection ends");
    metrics::connection_closed(code.map_or("left", close::word));
    drop(counted);
    say_goodbye(&mut transport, code).await;
    // Let go of only now: a server that stops waits for the goodbyes.
    drop(connection);
}

/// Everything from the hello on. Gives the code to close with; `None` if the peer is gone.
async fn live(
    app: &App,
    current: &CurrentUser,
    connection: &mut Connection,
    transport: &mut Transport<impl Ear, impl Mouth>,
) -> Option<u16> {
    let (shown, holds) = match hello(transport).await {
        Ok(hello) => hello,
        Err(code) => return Some(code),
    };
    let (resume, token, missed) = service::resume(app, current, shown.as_ref(), holds);
    let welcome =
        ServerFrame::Welcome { protocol: PROTOCOL_VERSION, me: current.user, resume, token };
    let Transport { ear, mouth, silence_max, .. } = transport;
    mouth.say(Said::Frame(encode(&welcome).into())).await.ok()?;
    if let Some(mut missed) = missed {
        loop {
            let said = match missed.next_piece(app, current).await {
                Ok(Some(piece)) => Said::Frame(encode(&piece).into()),
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(%error, "a client could not be told what it missed");
                    return Some(close::TOO_SLOW);
                }
            };
            // One that does not read is not waited for.
            timeout(*silence_max, mouth.say(said)).await.ok()?.ok()?;
        }
    }

    let (replies, answered) = mpsc::channel(commands::REPLIES_WAITING);
    let commands = Commands::new(app.clone(), current.clone(), connection.id(), replies);
    let heard = watch::Sender::new(Instant::now());
    // One task, two things at once: whichever ends first ends the connection.
    tokio::select! {
        code = read(ear, commands, &heard) => code,
        code = write(mouth, connection, answered, heard.subscribe(), *silence_max) => code,
    }
}

/// The client's first frame: how far it has everything, and what it holds. The error is the code to
/// close with.
async fn hello(
    transport: &mut Transport<impl Ear, impl Mouth>,
) -> Result<(Option<Token>, Vec<ConversationId>), u16> {
    // One deadline for all that comes before it: pings are no hello.
    let deadline = Instant::now() + Duration::from_secs(HELLO_WITHIN_SECS);
    loop {
        let incoming = match timeout_at(deadline, transport.ear.next()).await {
            Ok(incoming) => incoming.unwrap_or(Incoming::End),
            Err(_) => return Err(close::BAD_HELLO),
        };
        match incoming {
            Incoming::Command(ClientFrame::Hello { protocol: PROTOCOL_VERSION, token, holds }) => {
                return Ok((token, holds));
            }
            Incoming::Command(ClientFrame::Hello { .. }) => {
                let problem = ProblemCode::UnsupportedProtocol.into();
                let refused = encode(&ServerFrame::CommandRefused { problem }).into();
                // Only a courtesy to whoever writes a client: the code says enough.
                let _ = timeout_at(deadline, transport.mouth.say(Said::Frame(refused))).await;
                return Err(close::BAD_HELLO);
            }
            Incoming::Nothing => {}
            Incoming::Unreadable => return Err(close::TOO_BIG),
            Incoming::Command(_) | Incoming::Refused(_) | Incoming::End => {
                return Err(close::BAD_HELLO);
            }
        }
    }
}

/// Resolves when the session has ended or expired. It may have been renewed meanwhile.
async fn session_end(app: &App, current: &CurrentUser) {
    while let Some(session) = app.store.find_session(current.session) {
        let left = u64::try_from(session.expires_at.0 - UnixMillis::now().0).unwrap_or_default();
        sleep_until(Instant::now() + Duration::from_millis(left.max(100))).await;
    }
}

/// Says why we close, or answers the peer's own goodbye.
async fn say_goodbye(transport: &mut Transport<impl Ear, impl Mouth>, code: Option<u16>) {
    let goodbyes = async {
        if let Some(code) = code {
            // Fails where the peer is gone; then there is nothing to be read, either.
            let _ = transport.mouth.say(Said::Close(code)).await;
        }
        // What is still on its way is read and thrown away: closing with something unread resets
        // the connection, and the peer might never see the code.
        while transport.ear.next().await.is_some() {}
    };
    let _ = timeout(GOODBYE_WITHIN, goodbyes).await;
}
