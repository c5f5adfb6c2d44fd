//! The other end of the live door.

use futures::{SinkExt, StreamExt};
use natter::domain::{ClientId, ConversationId, Message as Sent, Problem, Seq, Token};
use natter::protocol::{ClientFrame, ServerFrame, decode_server_frame, encode};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderName;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::IN_TIME;

/// A WebSocket client that says and hears frames.
pub struct Socket(WebSocketStream<TcpStream>);

/// What came next.
#[derive(Debug)]
pub enum Heard {
    Frame(ServerFrame),
    /// With this code; 1006 if the connection just broke off.
    Closed(u16),
}

/// For a connection that ended without a code.
pub const BROKEN_OFF: u16 = 1006;

impl Socket {
    /// Asks for the upgrade with these headers; the error is the status of the refusal, zero if
    /// nobody answers.
    pub async fn open(address: &str, headers: &[(&'static str, String)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        let socket = TcpSocket::new_v4().unwrap();
        // Little room on the way, so that whoever does not read is soon noticed.
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        let stream = socket.connect(address.parse().unwrap()).await.map_err(|_| 0_u16)?;
        stream.set_nodelay(true).unwrap();
        match timeout(IN_TIME, client_async(request, stream)).await.expect("it answers") {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(_) => Err(0),
        }
    }

    pub async fn send(&mut self, frame: ClientFrame) {
        self.say(Message::text(encode(&frame))).await;
    }

    pub async fn send_message(&mut self, to: &ConversationId, client_id: ClientId, body: &str) {
        let (conversation, body) = (to.clone(), body.to_owned());
        self.send(ClientFrame::SendMessage { conversation, client_id, body }).await;
    }

    pub async fn mark_seen(&mut self, conversation: &ConversationId, seq: u64) {
        let (conversation, seq) = (conversation.clone(), Seq(seq));
        self.send(ClientFrame::MarkSeen { conversation, seq }).await;
    }

    pub async fn mark_delivered(&mut self, conversation: &ConversationId, seq: u64) {
        let (conversation, seq) = (conversation.clone(), Seq(seq));
        self.send(ClientFrame::MarkDelivered { conversation, seq }).await;
    }

    /// Everything that was missed, until the last piece of it: its token, and the pieces.
    pub async fn missed(&mut self) -> (Token, Vec<ServerFrame>) {
        let mut pieces = vec![];
        let token = self
            .expect(|frame| match &frame {
                ServerFrame::Missed { token, more, .. } => {
                    let last = (!more).then(|| token.clone());
                    pieces.push(frame);
                    last
                }
                _ => None,
            })
            .await;
        (token, pieces)
    }

    /// Says whatever one likes. That the server has hung up meanwhile is heard, not said.
    pub async fn say(&mut self, message: Message) {
        let _ = timeout(IN_TIME, self.0.send(message)).await.expect("it is taken");
    }

    /// What comes next; pings are answered on the way.
    pub async fn next(&mut self) -> Heard {
        timeout(IN_TIME, self.next_whenever()).await.expect("something is heard in time")
    }

    async fn next_whenever(&mut self) -> Heard {
        loop {
            return match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    Heard::Frame(decode_server_frame(&text).expect("a frame of the protocol"))
                }
                Some(Ok(Message::Close(Some(frame)))) => Heard::Closed(frame.code.into()),
                Some(Ok(Message::Close(None)) | Err(_)) | None => Heard::Closed(BROKEN_OFF),
                Some(Ok(_)) => continue,
            };
        }
    }

    /// Passes over frames until there is one to the purpose.
    pub async fn expect<T>(&mut self, mut fits: impl FnMut(ServerFrame) -> Option<T>) -> T {
        let found = async {
            loop {
                match self.next_whenever().await {
                    Heard::Frame(frame) => {
                        if let Some(found) = fits(frame) {
                            return found;
                        }
                    }
                    Heard::Closed(code) => panic!("closed with {code}"),
                }
            }
        };
        timeout(IN_TIME, found).await.expect("the frame is heard in time")
    }

    /// The next message; other frames are passed over.
    pub async fn message(&mut self) -> Sent {
        self.expect(|frame| match frame {
            ServerFrame::MessageSent { message, .. } => Some(message),
            _ => None,
        })
        .await
    }

    /// Every message up to the one that says this.
    pub async fn messages_until(&mut self, last: &str) -> Vec<Sent> {
        let mut all = vec![];
        while all.last().is_none_or(|message: &Sent| message.body.as_str() != last) {
            all.push(self.message().await);
        }
        all
    }

    /// Why this client id is refused.
    pub async fn send_refused(&mut self) -> (ClientId, Problem) {
        self.expect(|frame| match frame {
            ServerFrame::SendRefused { client_id, problem } => Some((client_id, problem)),
            _ => None,
        })
        .await
    }

    /// Why a command is refused.
    pub async fn command_refused(&mut self) -> Problem {
        self.expect(|frame| match frame {
            ServerFrame::CommandRefused { problem } => Some(problem),
            _ => None,
        })
        .await
    }

    /// The code that the server closes with; frames before it are passed over.
    pub async fn closed(&mut self) -> u16 {
        let closed = async {
            loop {
                if let Heard::Closed(code) = self.next_whenever().await {
                    return code;
                }
            }
        };
        timeout(IN_TIME, closed).await.expect("it is closed in time")
    }

    /// Asks whether the server still listens, and waits for the answer.
    pub async fn ping(&mut self) {
        self.send(ClientFrame::Ping).await;
        self.expect(|frame| (frame == ServerFrame::Pong).then_some(())).await;
    }

    /// Closes the tab.
    pub async fn close(mut self) {
        let _ = self.0.close(None).await;
        self.closed().await;
    }
}
