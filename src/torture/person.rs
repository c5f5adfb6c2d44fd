//! Somebody with an account, over HTTP and over the socket, as a program would do it.

use std::error::Error;

use futures::{SinkExt, StreamExt};
use natter::domain::{ConversationId, Message, Overview, UserId};
use natter::protocol::{ClientFrame, PROTOCOL_VERSION, ServerFrame, decode_server_frame, encode};
use reqwest::header::{ACCEPT, COOKIE, ORIGIN, SET_COOKIE};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Text;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

/// Whatever went wrong, for the report.
pub type Trouble = Box<dyn Error + Send + Sync>;

/// A person who is signed in.
#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    cookie: String,
}

/// One tab's connection.
pub struct Socket(WebSocketStream<TcpStream>);

impl Person {
    /// Makes the account.
    pub async fn sign_up(address: &str, username: &str) -> Result<Self, Trouble> {
        let password = "correct horse battery staple";
        let form = [("full_name", username), ("username", username), ("password", password)];
        let answer = post(address, "sign_up", None, &form).await?;
        let cookie = answer.headers().get(SET_COOKIE).ok_or("no session")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let overview = post(address, "get_overview", Some(&cookie), &[("offset", "0")]).await?;
        let id = overview.json::<Overview>().await?.me.id;
        Ok(Self { id, cookie })
    }

    /// Up to 50 messages before `before`, oldest first.
    pub async fn page(
        &self,
        address: &str,
        conversation: &ConversationId,
        before: u64,
    ) -> Result<Vec<Message>, Trouble> {
        let (conversation, before) = (conversation.to_string(), before.to_string());
        let form = [("conversation", conversation.as_str()), ("before", before.as_str())];
        Ok(post(address, "page_messages", Some(&self.cookie), &form).await?.json().await?)
    }

    /// Connects, and says hello.
    pub async fn connect(&self, address: &str) -> Result<Socket, Trouble> {
        let mut request = format!("ws://{address}/ws").into_client_request()?;
        request.headers_mut().insert("cookie", self.cookie.parse()?);
        request.headers_mut().insert("origin", format!("http://{address}").parse()?);
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut socket = Socket(client_async(request, stream).await?.0);
        socket.say(&ClientFrame::Hello { protocol: PROTOCOL_VERSION, token: None }).await?;
        Ok(socket)
    }
}

impl Socket {
    pub async fn say(&mut self, frame: &ClientFrame) -> Result<(), Trouble> {
        Ok(self.0.send(Text::text(encode(frame))).await?)
    }

    /// The next frame; `None` when the connection is over.
    pub async fn next(&mut self) -> Option<ServerFrame> {
        loop {
            match self.0.next().await? {
                Ok(Text::Text(text)) => return decode_server_frame(&text),
                Ok(Text::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }
}

async fn post(
    address: &str,
    function: &str,
    cookie: Option<&str>,
    form: &[(&str, &str)],
) -> Result<reqwest::Response, Trouble> {
    let request = reqwest::Client::new().post(format!("http://{address}/api/{function}"));
    let request = request.header(ACCEPT, "application/json").form(form);
    let request = request.header(ORIGIN, format!("http://{address}"));
    let request = match cookie {
        Some(cookie) => request.header(COOKIE, cookie),
        None => request,
    };
    Ok(request.send().await?.error_for_status()?)
}
