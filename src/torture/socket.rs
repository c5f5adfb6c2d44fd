//! One tab's connection.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use natter::domain::{ConversationId, Token};
use natter::protocol::{ClientFrame, PROTOCOL_VERSION, ServerFrame, decode_server_frame, encode};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Text;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::person::Trouble;

/// How long opening may take.
const OPEN_WITHIN: Duration = Duration::from_secs(3);

/// One tab's connection.
pub struct Socket(WebSocketStream<TcpStream>);

/// What came over it.
pub enum Heard {
    Frame(Box<ServerFrame>),
    /// Something that is no frame of the protocol.
    Nonsense(String),
    /// It is over; with the server's code if it gave one.
    Closed(Option<u16>),
}

impl Socket {
    /// Connects, and says hello.
    pub async fn open(
        address: &str,
        cookie: &str,
        token: Option<Token>,
        holds: Vec<ConversationId>,
    ) -> Result<Self, Trouble> {
        let mut request = format!("ws://{address}/ws").into_client_request()?;
        request.headers_mut().insert("cookie", cookie.parse()?);
        request.headers_mut().insert("origin", format!("http://{address}").parse()?);
        let opening = async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let mut socket = Self(client_async(request, stream).await?.0);
            socket.say(&ClientFrame::Hello { protocol: PROTOCOL_VERSION, token, holds }).await?;
            Ok(socket)
        };
        timeout(OPEN_WITHIN, opening).await?
    }

    pub async fn say(&mut self, frame: &ClientFrame) -> Result<(), Trouble> {
        Ok(timeout(OPEN_WITHIN, self.0.send(Text::text(encode(frame)))).await??)
    }

    /// Whatever comes next.
    pub async fn hear(&mut self) -> Heard {
        loop {
            return match self.0.next().await {
                Some(Ok(Text::Text(text))) => match decode_server_frame(&text) {
                    Some(frame) => Heard::Frame(Box::new(frame)),
                    None => Heard::Nonsense(text.to_string()),
                },
                Some(Ok(Text::Close(frame))) => Heard::Closed(frame.map(|f| f.code.into())),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Closed(None),
            };
        }
    }

    /// The next frame; `None` when the connection is over.
    pub async fn next(&mut self) -> Option<ServerFrame> {
        match self.hear().await {
            Heard::Frame(frame) => Some(*frame),
            Heard::Nonsense(_) | Heard::Closed(_) => None,
        }
    }
}
