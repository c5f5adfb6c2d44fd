//! A browser without JavaScript: it keeps cookies, and each step is taken by hand.

use std::collections::BTreeMap;

use natter::domain::{Problem, UserId};
use natter::server::App;
use natter::server::auth::{CurrentUser, find_current_user};
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, REFERER, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, redirect};

use crate::harness::TestServer;

const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";
const FORM: &str = "application/x-www-form-urlencoded";
/// The password of everyone who signs up here.
pub const PASSWORD: &str = "tea at the old mill";

/// Somebody at a browser of their own.
pub struct Visitor {
    client: Client,
    app: App,
    origin: String,
    pub cookies: BTreeMap<String, String>,
}

/// What came back, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Visitor {
    /// Somebody who never was here.
    pub fn stranger(server: &TestServer) -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy();
        Self {
            client: client.build().unwrap(),
            app: server.app.clone(),
            origin: format!("http://{}", server.address),
            cookies: BTreeMap::new(),
        }
    }

    /// Somebody who has just signed up under this name.
    pub async fn member(server: &TestServer, username: &str) -> Self {
        let mut visitor = Self::stranger(server);
        let answer = visitor.call("sign_up", &sign_up_form(username)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        visitor
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path).header(ACCEPT, HTML);
        self.send(request).await
    }

    /// Posts a form of a page as the browser itself does.
    pub async fn post(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let from = format!("{}{page}", self.origin);
        let request = self.request(Method::POST, &format!("/api/{action}"));
        let request = request.header(ACCEPT, HTML).header(REFERER, from);
        self.send(request.header("origin", self.origin.clone()).form(fields)).await
    }

    /// Calls a server function as a page's script does.
    pub async fn call(&mut self, function: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, &format!("/api/{function}"));
        let request = request.header("origin", self.origin.clone());
        self.send(request.header(ACCEPT, "application/json").form(fields)).await
    }

    /// Calls a server function with whatever a client may come up with.
    pub async fn call_with(&mut self, function: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self.request(Method::POST, &format!("/api/{function}"));
        self.send(request.header(CONTENT_TYPE, kind).body(body)).await
    }

    /// As [`Self::call_with`], as a form.
    pub async fn call_raw(&mut self, function: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.call_with(function, FORM, body.into()).await
    }

    /// A request with this browser's cookies, to add to.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        let request = self.client.request(method, format!("{}{path}", self.origin));
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies) }
    }

    /// Sends it and takes the cookies that come back.
    pub async fn send(&mut self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE).iter().map(text) {
            let (pair, rules) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if rules.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// Whom the server takes this browser for.
    pub fn current(&self) -> Option<CurrentUser> {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        let headers = [(COOKIE, HeaderValue::from_str(&cookies).unwrap())];
        find_current_user(&self.app, &HeaderMap::from_iter(headers))
    }

    /// The person's id.
    pub fn id(&self) -> UserId {
        self.current().expect("signed in").user
    }
}

impl Answer {
    /// A header's value; empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(text).unwrap_or_default()
    }

    /// The cookie of that name that was set, with its rules.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let set = self.headers.get_all(SET_COOKIE).iter().map(text);
        set.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))
    }

    /// The problem in the body.
    pub fn problem(&self) -> Problem {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no problem: {self:?}"))
    }
}

/// A complete sign-up.
pub fn sign_up_form(username: &str) -> [(&'static str, &str); 4] {
    [("full_name", "Ana Núñez"), ("username", username), ("email", ""), ("password", PASSWORD)]
}

fn text(value: &HeaderValue) -> &str {
    value.to_str().unwrap()
}
