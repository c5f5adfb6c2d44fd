//! The other end of the live door where WebSockets are blocked.

use natter::domain::{ClientId, ConversationId, Message as Sent, Problem, Token};
use natter::protocol::encode;
use natter::protocol::{ClientFrame, PROTOCOL_VERSION, Resume, ServerFrame, decode_server_frame};
use reqwest::{Response, StatusCode};
use tokio::time::timeout;

use super::{BROKEN_OFF, Client, Heard, IN_TIME};

/// The first frame of a connection.
pub fn hello(protocol: u16, token: Option<Token>) -> ClientFrame {
    ClientFrame::Hello { protocol, token, holds: vec![] }
}

/// What is asked with: the server's address and the headers that say who asks.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    address: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Caller {
    pub fn new(address: &str, headers: &[(&'static str, String)]) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, address: address.to_owned(), headers: headers.to_vec() }
    }

    /// A browser of this client's, on a page of ours.
    pub fn of(client: &Client) -> Self {
        Self::new(client.address(), &client.page_headers())
    }

    /// Opens a stream; the error is the status of the refusal.
    pub async fn listen(&self) -> Result<EventStream, u16> {
        let request = self.http.get(format!("http://{}/live/events", self.address));
        let response = self.sent(request).await;
        if response.status() != StatusCode::OK {
            return Err(response.status().as_u16());
        }
        let mut stream =
            EventStream { caller: self.clone(), id: String::new(), response, buffer: vec![] };
        let (name, data) = stream.event().await.expect("it begins");
        assert_eq!(name, "stream");
        stream.id = data;
        Ok(stream)
    }

    /// Says something for a tab of a stream.
    pub async fn say(&self, stream: &str, tab: u64, body: impl Into<reqwest::Body>) -> u16 {
        let url = format!("http://{}/live/commands?stream={stream}&tab={tab}", self.address);
        self.sent(self.http.post(url).body(body)).await.status().as_u16()
    }

    async fn sent(&self, request: reqwest::RequestBuilder) -> Response {
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| request.header(*name, value));
        timeout(IN_TIME, request.send()).await.expect("it answers").expect("it answers")
    }
}

/// A client that reads an event stream, and says what its tabs say.
pub struct EventStream {
    pub caller: Caller,
    pub id: String,
    pub response: Response,
    buffer: Vec<u8>,
}

impl EventStream {
    /// A frame of a tab; the answer's status.
    pub async fn say(&self, tab: u64, frame: ClientFrame) -> u16 {
        self.caller.say(&self.id, tab, encode(&frame)).await
    }

    pub async fn send_message(&self, tab: u64, to: &ConversationId, id: ClientId, body: &str) {
        let (conversation, body) = (to.clone(), body.to_owned());
        let frame = ClientFrame::SendMessage { conversation, client_id: id, body };
        assert_eq!(self.say(tab, frame).await, 204);
    }

    /// Says hello for a tab, and hears the answer.
    pub async fn hello(&mut self, tab: u64, token: Option<Token>) -> (Resume, Token) {
        assert_eq!(self.say(tab, hello(PROTOCOL_VERSION, token)).await, 204);
        self.expect(tab, |frame| match frame {
            ServerFrame::Welcome { resume, token, .. } => Some((resume, token)),
            _ => None,
        })
        .await
    }

    /// What a tab is told next; what others are told is passed over. `None` at the stream's end.
    pub async fn next(&mut self, tab: u64) -> Option<Heard> {
        loop {
            let (name, data) = self.event().await?;
            let (number, said) = data.split_once(' ').expect("a tab's number");
            if number.parse() != Ok(tab) {
                continue;
            }
            return Some(match name.as_str() {
                "close" => Heard::Closed(said.parse().expect("a code")),
                _ => Heard::Frame(decode_server_frame(said).expect("a frame of the protocol")),
            });
        }
    }

    /// Passes over a tab's frames until there is one to the purpose.
    pub async fn expect<T>(
        &mut self,
        tab: u64,
        mut fits: impl FnMut(ServerFrame) -> Option<T>,
    ) -> T {
        loop {
            match self.next(tab).await {
                Some(Heard::Frame(frame)) => {
                    if let Some(found) = fits(frame) {
                        return found;
                    }
                }
                other => panic!("instead of the frame: {other:?}"),
            }
        }
    }

    /// The next message that a tab is told of.
    pub async fn message(&mut self, tab: u64) -> Sent {
        self.expect(tab, |frame| match frame {
            ServerFrame::MessageSent { message, .. } => Some(message),
            _ => None,
        })
        .await
    }

    /// Why a command of a tab is refused.
    pub async fn command_refused(&mut self, tab: u64) -> Problem {
        self.expect(tab, |frame| match frame {
            ServerFrame::CommandRefused { problem } => Some(problem),
            _ => None,
        })
        .await
    }

    /// The code that a tab is closed with; 1006 if the stream ends without one.
    pub async fn closed(&mut self, tab: u64) -> u16 {
        loop {
            match self.next(tab).await {
                Some(Heard::Closed(code)) => return code,
                Some(Heard::Frame(_)) => {}
                None => return BROKEN_OFF,
            }
        }
    }

    /// Reads to the end of the stream.
    pub async fn ended(&mut self) {
        while self.event().await.is_some() {}
    }

    /// Name and data of the next event; comments are passed over.
    pub async fn event(&mut self) -> Option<(String, String)> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                let text: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let text = String::from_utf8(text).expect("UTF-8");
                let field = |name: &str| {
                    let value =
                        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                    value.map(str::to_owned)
                };
                if let Some(data) = field("data") {
                    return Some((field("event").unwrap_or_default(), data));
                }
                continue;
            }
            let chunk = timeout(IN_TIME, self.response.chunk()).await.expect("something in time");
            // A connection that was cut off ends it as well.
            self.buffer.extend_from_slice(&chunk.ok().flatten()?);
        }
    }
}
