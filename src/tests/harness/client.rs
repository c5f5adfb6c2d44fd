//! Somebody signed in, who calls server functions and opens sockets.

use natter::domain::{
    ClientId, Contact, ConversationId, ConversationView, Cursors, Message, Overview, Problem,
    SessionId, Token, UserId,
};
use natter::protocol::{ClientFrame, PROTOCOL_VERSION, Resume, ServerFrame};
use reqwest::Method;
use reqwest::header::{ACCEPT, ORIGIN};
use serde::de::DeserializeOwned;

use super::{Caller, EventStream, Socket, TestServer};
use crate::visitor::{PASSWORD, Visitor};

/// One browser of one person.
pub struct Client {
    visitor: Visitor,
    address: String,
    pub username: String,
    pub id: UserId,
    pub session: SessionId,
}

impl Client {
    /// Somebody new.
    pub async fn sign_up(server: &TestServer, username: &str) -> Self {
        Self::of(server, Visitor::member(server, username).await, username)
    }

    /// Another browser of somebody who signed up before.
    pub async fn log_in(server: &TestServer, username: &str) -> Self {
        let mut visitor = Visitor::stranger(server);
        let answer = visitor.call("log_in", &[("login", username), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        Self::of(server, visitor, username)
    }

    /// Two people who are about to talk.
    pub async fn ana_and_bo(server: &TestServer) -> (Self, Self) {
        (Self::sign_up(server, "ana").await, Self::sign_up(server, "bo").await)
    }

    fn of(server: &TestServer, visitor: Visitor, username: &str) -> Self {
        let current = visitor.current().expect("signed in");
        let address = server.address.to_string();
        let (id, session) = (current.user, current.session);
        Self { visitor, address, username: username.to_owned(), id, session }
    }

    /// The conversation with somebody.
    pub fn with(&self, other: &Self) -> ConversationId {
        ConversationId::of_pair(self.id, other.id)
    }

    /// What the browser sends along with every request.
    pub fn cookies(&self) -> String {
        let pairs = self.visitor.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// The session's token, as programs show it.
    pub fn token(&self) -> &str {
        &self.visitor.cookies["natter_session"]
    }

    /// Calls a server function.
    pub async fn call<T: DeserializeOwned>(
        &self,
        function: &str,
        fields: &[(&str, &str)],
    ) -> Result<T, Problem> {
        let request = self.visitor.request(Method::POST, &format!("/api/{function}"));
        let request = request.header(ACCEPT, "application/json");
        let request = request.header(ORIGIN, format!("http://{}", self.address)).form(fields);
        let response = request.send().await.expect("it answers");
        let succeeded = response.status().is_success();
        let body = response.text().await.expect("it answers to the end");
        if succeeded { Ok(read(function, &body)) } else { Err(read(function, &body)) }
    }

    /// Sends a message by the server function.
    pub async fn post(
        &self,
        conversation: &ConversationId,
        client_id: ClientId,
        body: &str,
    ) -> Result<Message, Problem> {
        match self.post_any(conversation, client_id, body).await? {
            ServerFrame::MessageSent { message, .. } => Ok(message),
            other => panic!("not sent: {other:?}"),
        }
    }

    /// As [`Self::post`], to somebody who may be Busy.
    pub async fn post_any(
        &self,
        conversation: &ConversationId,
        client_id: ClientId,
        body: &str,
    ) -> Result<ServerFrame, Problem> {
        let client_id = client_id.to_string();
        let fields = [("conversation", conversation.as_str()), ("client_id", &client_id)];
        self.call("send_message", &[fields.as_slice(), &[("body", body)]].concat()).await
    }

    pub async fn take_back(
        &self,
        conversation: &ConversationId,
        client_id: ClientId,
    ) -> Result<ServerFrame, Problem> {
        let client_id = client_id.to_string();
        let fields = [("conversation", conversation.as_str()), ("client_id", &client_id)];
        self.call("take_back", &fields).await
    }

    pub async fn set_status(&self, status: &str) {
        self.call::<()>("set_status", &[("status", status)]).await.expect("it is set");
    }

    /// Marks as seen by the server function.
    pub async fn post_seen(
        &self,
        conversation: &ConversationId,
        seq: u64,
    ) -> Result<Cursors, Problem> {
        let seq = seq.to_string();
        self.call("mark_seen", &[("conversation", conversation.as_str()), ("seq", &seq)]).await
    }

    pub async fn overview(&self) -> Overview {
        self.call("get_overview", &[("offset", "0")]).await.expect("there is one")
    }

    /// The line of the sidebar about somebody.
    pub async fn contact(&self, other: &Self) -> Contact {
        let contacts = self.overview().await.page.contacts;
        contacts.into_iter().find(|contact| contact.person.id == other.id).expect("it is listed")
    }

    pub async fn view(&self, other: &Self) -> ConversationView {
        let username = other.username.as_str();
        self.call("get_conversation", &[("username", username)]).await.expect("it opens")
    }

    /// All messages of the conversation, however many pages.
    pub async fn history(&self, other: &Self) -> Vec<Message> {
        let conversation = self.with(other);
        let mut all = self.view(other).await.messages;
        while let Some(first) = all.first().filter(|first| first.seq.0 > 1) {
            let before = first.seq.0.to_string();
            let fields = [("conversation", conversation.as_str()), ("before", &before)];
            let mut page: Vec<Message> = self.call("page_messages", &fields).await.expect("a page");
            page.append(&mut all);
            all = page;
        }
        all
    }

    /// A tab: a socket that has said hello.
    pub async fn tab(&self) -> Socket {
        self.tab_with(None).await.0
    }

    /// A tab that comes back with a token, and what it is told to do.
    pub async fn tab_with(&self, token: Option<Token>) -> (Socket, Resume, Token) {
        self.tab_holding(token, vec![]).await
    }

    /// As [`Self::tab_with`], with messages of these conversations.
    pub async fn tab_holding(
        &self,
        token: Option<Token>,
        holds: Vec<ConversationId>,
    ) -> (Socket, Resume, Token) {
        let mut socket = self.socket().await;
        socket.send(ClientFrame::Hello { protocol: PROTOCOL_VERSION, token, holds }).await;
        let (resume, token) = socket
            .expect(|frame| match frame {
                ServerFrame::Welcome { me, resume, token, protocol } => {
                    assert_eq!((me, protocol), (self.id, PROTOCOL_VERSION));
                    Some((resume, token))
                }
                _ => None,
            })
            .await;
        (socket, resume, token)
    }

    /// A socket that has said nothing yet.
    pub async fn socket(&self) -> Socket {
        Socket::open(&self.address, &self.page_headers()).await.expect("it is let in")
    }

    /// What a page of ours sends along.
    pub fn page_headers(&self) -> [(&'static str, String); 2] {
        [("cookie", self.cookies()), ("origin", format!("http://{}", self.address))]
    }

    /// An event stream without a tab so far.
    pub async fn event_stream(&self) -> EventStream {
        Caller::of(self).listen().await.expect("it is let in")
    }

    pub fn address(&self) -> &str {
        &self.address
    }
}

fn read<T: DeserializeOwned>(function: &str, body: &str) -> T {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{function}: {body}: {error}"))
}
