//! Somebody with an account, over HTTP and over the socket, as a program would do it.

use std::error::Error;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use natter::domain::{
    ClientId, ConversationId, ConversationView, Message, Overview, Token, UserId,
};
use natter::protocol::ServerFrame;
use reqwest::header::{ACCEPT, COOKIE, ORIGIN, SET_COOKIE};
use serde::de::DeserializeOwned;

use super::busy::Busy;
use super::socket::Socket;

/// Whatever went wrong, for the report.
pub type Trouble = Box<dyn Error + Send + Sync>;

const PASSWORD: &str = "correct horse battery staple";
/// An answer that takes longer does not come any more.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// Each request has a connection of its own, that can be cut.
pub static HTTP: LazyLock<reqwest::Client> = LazyLock::new(|| {
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).timeout(ANSWER_WITHIN);
    client.build().expect("nothing of it can fail")
});

/// A person who is signed in, in one browser: what is cloned shares its session.
#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    pub username: Arc<str>,
    session: Arc<Mutex<Arc<Session>>>,
    /// Since when they are known to be Busy, in all their browsers.
    pub busy: Arc<Busy>,
}

/// What a browser was let in with.
pub struct Session {
    cookie: String,
    ended: OnceLock<Instant>,
}

impl Session {
    /// How long ago the server said that it had ended.
    pub fn ended_for(&self) -> Option<Duration> {
        self.ended.get().map(Instant::elapsed)
    }

    /// Connects, and says hello.
    pub async fn connect(
        &self,
        address: &str,
        token: Option<Token>,
        holds: Vec<ConversationId>,
    ) -> Result<Socket, Trouble> {
        Socket::open(address, &self.cookie, token, holds).await
    }
}

impl Person {
    /// Makes the account.
    pub async fn sign_up(address: &str, username: &str) -> Result<Self, Trouble> {
        let form = [("full_name", username), ("username", username), ("password", PASSWORD)];
        let session = begin_session(address, "sign_up", &form).await?;
        let form = [("offset", "0")];
        let overview: Overview = ask(address, "get_overview", &session.cookie, &form).await?;
        let session = Arc::new(Mutex::new(session));
        Ok(Self { id: overview.me.id, username: username.into(), session, busy: Arc::default() })
    }

    /// The same person in another browser.
    pub async fn log_in(&self, address: &str) -> Result<Self, Trouble> {
        let form = [("login", &*self.username), ("password", PASSWORD)];
        let session = begin_session(address, "log_in", &form).await?;
        Ok(Self { session: Arc::new(Mutex::new(session)), ..self.clone() })
    }

    /// Ends this browser's session, and begins another one a moment later.
    pub async fn log_out_and_in(&self, address: &str, pause: Duration) -> Result<(), Trouble> {
        let session = self.session();
        post(address, "log_out", Some(&session.cookie), &[]).await?;
        session.ended.get_or_init(Instant::now);
        tokio::time::sleep(pause).await;
        let again = self.log_in(address).await?;
        *self.lock() = again.session();
        Ok(())
    }

    /// What it is let in with now.
    pub fn session(&self) -> Arc<Session> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Arc<Session>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sidebar.
    pub async fn overview(&self, address: &str) -> Result<Overview, Trouble> {
        ask(address, "get_overview", &self.session().cookie, &[("offset", "0")]).await
    }

    /// A conversation, with its latest messages.
    pub async fn view(&self, address: &str, with: &str) -> Result<ConversationView, Trouble> {
        ask(address, "get_conversation", &self.session().cookie, &[("username", with)]).await
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
        ask(address, "page_messages", &self.session().cookie, &form).await
    }

    /// Is Busy, or Available again. What is written from the answer on until the next request must not
    /// reach them.
    pub async fn set_busy(&self, address: &str, busy: bool) -> Result<(), Trouble> {
        let cookie = self.session().cookie.clone();
        self.busy.end();
        let status = if busy { "busy" } else { "available" };
        post(address, "set_status", Some(&cookie), &[("status", status)]).await?;
        if busy {
            self.busy.begin();
        }
        Ok(())
    }

    /// Takes back a message that waits: the server's one answer.
    pub async fn take_back(
        &self,
        address: &str,
        conversation: &ConversationId,
        client_id: ClientId,
    ) -> Result<ServerFrame, Trouble> {
        let (conversation, client_id) = (conversation.to_string(), client_id.to_string());
        let form = [("conversation", &*conversation), ("client_id", &*client_id)];
        ask(address, "take_back", &self.session().cookie, &form).await
    }

    /// Sends a message by the pages' door.
    pub async fn send(
        &self,
        address: &str,
        conversation: &ConversationId,
        client_id: ClientId,
        body: &str,
    ) -> Result<ServerFrame, Trouble> {
        let (conversation, client_id) = (conversation.to_string(), client_id.to_string());
        let form = [("conversation", &*conversation), ("client_id", &*client_id), ("body", body)];
        ask(address, "send_message", &self.session().cookie, &form).await
    }

    /// Sends a message by the programs' door.
    pub async fn send_by_rest(
        &self,
        address: &str,
        conversation: &ConversationId,
        client_id: ClientId,
        body: &str,
    ) -> Result<(), Trouble> {
        let other = conversation.other(self.id).ok_or("not one's own conversation")?;
        let request = HTTP.post(format!("http://{address}/api/messages/send/{other}"));
        let request = request.header(COOKIE, &self.session().cookie);
        let request = request.header(ORIGIN, format!("http://{address}"));
        let request = request.header("idempotency-key", client_id.to_string());
        let request = request.json(&serde_json::json!({ "body": body }));
        request.send().await?.error_for_status()?;
        Ok(())
    }

    /// Connects, and says hello as somebody who holds nothing.
    pub async fn connect(&self, address: &str) -> Result<Socket, Trouble> {
        self.session().connect(address, None, vec![]).await
    }
}

async fn begin_session(
    address: &str,
    function: &str,
    form: &[(&str, &str)],
) -> Result<Arc<Session>, Trouble> {
    let answer = post(address, function, None, form).await?;
    let cookie = answer.headers().get(SET_COOKIE).ok_or("no session")?.to_str()?;
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    Ok(Arc::new(Session { cookie, ended: OnceLock::new() }))
}

async fn ask<T: DeserializeOwned>(
    address: &str,
    function: &str,
    cookie: &str,
    form: &[(&str, &str)],
) -> Result<T, Trouble> {
    Ok(post(address, function, Some(cookie), form).await?.json().await?)
}

async fn post(
    address: &str,
    function: &str,
    cookie: Option<&str>,
    form: &[(&str, &str)],
) -> Result<reqwest::Response, Trouble> {
    let request = HTTP.post(format!("http://{address}/api/{function}"));
    let request = request.header(ACCEPT, "application/json").form(form);
    let request = request.header(ORIGIN, format!("http://{address}"));
    let request = match cookie {
        Some(cookie) => request.header(COOKIE, cookie),
        None => request,
    };
    Ok(request.send().await?.error_for_status()?)
}
