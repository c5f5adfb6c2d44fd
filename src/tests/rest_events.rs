//! Live events for programs.

use std::time::{Duration, Instant};

use natter::domain::{Token, UserId};
use natter::protocol::{Resume, ServerFrame, close, decode_server_frame};
use reqwest::{Method, Response};
use serde_json::json;
use tokio::time::timeout;

use crate::harness::{IN_TIME, Program, TestServer, until};

/// A program that listens.
struct Listener {
    response: Response,
    buffer: String,
    /// The id of the last event.
    last: Option<String>,
}

impl Listener {
    async fn open(program: &Program, last: Option<&str>) -> Self {
        let request = program.request(Method::GET, "/api/events");
        let request = match last {
            Some(last) => request.header("last-event-id", last),
            None => request,
        };
        let response = program.open(request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, buffer: String::new(), last: None }
    }

    /// Name and data of the next event; `None` at the end.
    async fn event(&mut self) -> Option<(String, String)> {
        loop {
            if let Some(end) = self.buffer.find("\n\n") {
                let event: String = self.buffer.drain(..end + 2).collect();
                let field = |name: &str| {
                    let found = event.lines().find_map(|line| line.strip_prefix(name));
                    found.and_then(|rest| rest.strip_prefix(": ")).map(str::to_owned)
                };
                self.last = field("id").or(self.last.take());
                if let Some(data) = field("data") {
                    return Some((field("event").unwrap_or_default(), data));
                }
                continue;
            }
            let chunk = timeout(IN_TIME, self.response.chunk()).await.expect("something in time");
            self.buffer.push_str(std::str::from_utf8(&chunk.ok().flatten()?).expect("UTF-8"));
        }
    }

    async fn frame(&mut self) -> ServerFrame {
        let (name, data) = self.event().await.expect("not the end");
        assert_eq!(name, "", "{data}");
        decode_server_frame(&data).expect("a frame of the protocol")
    }

    async fn welcome(&mut self) -> Resume {
        match self.frame().await {
            ServerFrame::Welcome { resume, .. } => resume,
            other => panic!("instead of the welcome: {other:?}"),
        }
    }

    /// The next message's text, and what is unseen then.
    async fn message(&mut self) -> String {
        loop {
            if let ServerFrame::MessageSent { message, .. } = self.frame().await {
                return message.body.as_str().to_owned();
            }
        }
    }

    async fn closed(&mut self) -> String {
        loop {
            let (name, data) = self.event().await.expect("it says why");
            if name == "close" {
                assert_eq!(self.event().await, None);
                return data;
            }
        }
    }
}

#[tokio::test]
async fn a_listener_is_told_and_told_again_what_it_missed() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let reader = bo.with_scope("read").await;
    let mut listener = Listener::open(&reader, None).await;
    assert_eq!(listener.welcome().await, Resume::TakeFreshPages);
    ana.post("/api/messages/bo", json!({ "body": "one" })).await;
    assert_eq!(listener.message().await, "one");
    let last = listener.last.clone().expect("an id");
    assert!(last.parse::<Token>().is_ok());
    drop(listener);
    let mut again = Listener::open(&reader, Some(&last)).await;
    assert_eq!(again.welcome().await, Resume::UpToDate);
    drop(again);
    for text in ["two", "three"] {
        ana.post("/api/messages/bo", json!({ "body": text })).await;
    }
    let mut again = Listener::open(&reader, Some(&last)).await;
    assert_eq!(again.welcome().await, Resume::CatchUp);
    assert_eq!(again.last, None, "it is not yet told");
    let mut told = vec![];
    loop {
        let ServerFrame::Missed { conversations, more, .. } = again.frame().await else { continue };
        let messages = conversations.into_iter().flat_map(|view| view.messages);
        told.extend(messages.map(|message| message.body.as_str().to_owned()));
        if !more {
            break;
        }
    }
    assert_eq!(told, ["two", "three"]);
    ana.post("/api/messages/bo", json!({ "body": "four" })).await;
    assert_eq!(again.message().await, "four");
    let newest = again.last.clone();
    assert!(newest.is_some() && newest.as_ref() != Some(&last));
}

#[tokio::test]
async fn a_listener_ends_with_its_session_within_a_second() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let reader = ana.with_scope("read").await;
    let mut listener = Listener::open(&reader, None).await;
    listener.welcome().await;
    let started = Instant::now();
    assert_eq!(ana.delete("/api/sessions").await.status, 200);
    assert_eq!(listener.closed().await, close::SESSION_ENDED.to_string());
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(reader.get("/api/events").await.refusal().0, 401);
}

#[tokio::test]
async fn who_listens_is_there_and_who_leaves_is_not() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let id: UserId = ana.get("/api/auth/check").await.text("id").parse().unwrap();
    let mut listener = Listener::open(&ana, None).await;
    listener.welcome().await;
    assert!(server.app.hub.is_online(id));
    drop(listener);
    let hub = server.app.hub.clone();
    until(|| hub.count_connections() == 0 && !hub.is_online(id)).await;
}

#[tokio::test]
async fn an_id_that_is_none_of_ours_is_refused_and_an_old_one_means_to_read_anew() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    for id in ["nonsense", "a.b", ".1", "x.-1"] {
        let request = ana.request(Method::GET, "/api/events").header("last-event-id", id);
        assert_eq!(ana.send(request).await.refusal().0, 422, "{id}");
    }
    let mut listener = Listener::open(&ana, Some("anotherepoch.7")).await;
    assert_eq!(listener.welcome().await, Resume::TakeFreshPages);
}

#[tokio::test]
async fn nobody_has_more_listeners_than_may_be() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let mut all = vec![];
    for _ in 0..=natter::protocol::CONNECTIONS_PER_PERSON_MAX {
        let mut listener = Listener::open(&ana, None).await;
        listener.welcome().await;
        all.push(listener);
    }
    assert_eq!(all[0].closed().await, close::TOO_MANY.to_string());
}
