//! A program that uses the JSON API.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{IN_TIME, TestServer};
use crate::visitor::PASSWORD;

/// A program with a token, or without one.
#[derive(Clone)]
pub struct Program {
    http: reqwest::Client,
    address: String,
    pub token: Option<String>,
}

/// What came back, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    /// `null` where it is no JSON.
    pub json: Value,
}

impl Program {
    /// One that shows no token.
    pub fn stranger(server: &TestServer) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, address: server.address.to_string(), token: None }
    }

    /// The program of somebody new.
    pub async fn sign_up(server: &TestServer, username: &str) -> Self {
        let mut program = Self::stranger(server);
        let reply = program.post("/api/auth/signup", sign_up_json(username)).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        program.token = Some(reply.text("token"));
        program
    }

    /// The programs of two people who are about to talk.
    pub async fn ana_and_bo(server: &TestServer) -> (Self, Self) {
        (Self::sign_up(server, "ana").await, Self::sign_up(server, "bo").await)
    }

    /// The same with another token, or without one.
    pub fn showing(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    /// Another one of the same person's, with a token of its own.
    pub async fn with_scope(&self, scope: &str) -> Self {
        let new = json!({ "name": format!("a {scope} one"), "scope": scope });
        let reply = self.post("/api/tokens", new).await;
        assert_eq!(reply.status, 201, "{reply:?}");
        Self { token: Some(reply.text("token")), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    /// A message to somebody, under this key.
    pub async fn message(&self, to: &str, key: &str, body: &str) -> Reply {
        let request = self.request(Method::POST, &format!("/api/messages/send/{to}"));
        self.send(request.header("idempotency-key", key).json(&json!({ "body": body }))).await
    }

    /// A body, as it is.
    pub async fn raw(&self, method: Method, path: &str, body: impl Into<Vec<u8>>) -> Reply {
        let request = self.request(method, path).header(CONTENT_TYPE, "application/json");
        self.send(request.body(body.into())).await
    }

    /// A request with the token, to add to.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("http://{}{path}", self.address));
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Reply {
        Reply::of(self.open(request).await).await
    }

    /// Sends it, and leaves the answer to be read.
    pub async fn open(&self, request: RequestBuilder) -> Response {
        timeout(IN_TIME, request.send()).await.expect("it answers").expect("it answers")
    }
}

impl Reply {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("it answers to the end");
        Self { status, headers, json: serde_json::from_slice(&body).unwrap_or_default() }
    }

    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// A field that is text.
    pub fn text(&self, field: &str) -> String {
        self.json[field].as_str().unwrap_or_else(|| panic!("no {field}: {self:?}")).to_owned()
    }

    /// Status and code of the refusal, which is told as all of them are.
    pub fn refusal(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        assert_eq!(self.json["type"], "about:blank", "{self:?}");
        assert_eq!(self.json["status"], self.status, "{self:?}");
        assert!(!self.text("title").is_empty() && !self.text("detail").is_empty(), "{self:?}");
        (self.status, self.text("code"))
    }
}

/// A complete sign-up.
pub fn sign_up_json(username: &str) -> Value {
    json!({ "fullName": "Ana Núñez", "username": username, "password": PASSWORD })
}
