//! A socket lives as long as its session.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, Problem, ProblemCode, Scope, UnixMillis};
use natter::protocol::{CONNECTIONS_PER_PERSON_MAX, ClientFrame, PROTOCOL_VERSION, close};
use natter::server::db::NewSession;

use crate::harness::{Client, Socket, TestServer};

#[tokio::test]
async fn a_revoked_session_cannot_keep_its_socket() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut one, mut other) = (ana.tab().await, ana.tab().await);
    let mut before_hello = ana.socket().await;
    let started = Instant::now();
    let () = ana.call("log_out", &[]).await.unwrap();
    for socket in [&mut one, &mut other, &mut before_hello] {
        assert_eq!(socket.closed().await, close::SESSION_ENDED);
    }
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    let refused = ana.post(&ana.with(&bo), ClientId::random(), "still here?").await;
    assert_eq!(refused, Err(Problem::from(ProblemCode::SignedOut)));
    let headers = [("cookie", ana.cookies()), ("origin", format!("http://{}", server.address))];
    assert_eq!(Socket::open(&server.address.to_string(), &headers).await.err(), Some(401));
}

#[tokio::test]
async fn logging_out_here_ends_nothing_elsewhere() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let phone = Client::log_in(&server, "ana").await;
    let (mut here, mut there) = (ana.tab().await, phone.tab().await);
    let () = ana.call("log_out", &[]).await.unwrap();
    assert_eq!(here.closed().await, close::SESSION_ENDED);
    bo.post(&bo.with(&phone), ClientId::random(), "hi").await.unwrap();
    assert_eq!(there.message().await.body.as_str(), "hi");
}

#[tokio::test]
async fn what_a_revoked_session_still_says_is_not_done() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    // Often, as what is said may overtake what ends the connection.
    for _ in 0..10 {
        let phone = Client::log_in(&server, "ana").await;
        let mut tab = phone.tab().await;
        let () = phone.call("log_out", &[]).await.unwrap();
        for _ in 0..20 {
            tab.send_message(&ana.with(&bo), ClientId::random(), "too late").await;
        }
        assert_eq!(tab.closed().await, close::SESSION_ENDED);
    }
    assert!(bo.history(&ana).await.is_empty());
}

#[tokio::test]
async fn a_session_that_expires_takes_its_socket_along() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let UnixMillis(created) = UnixMillis::now();
    let short = NewSession {
        user: ana.id,
        user_agent: String::new(),
        created_at: UnixMillis(created),
        expires_at: UnixMillis(created + 1_500),
        name: None,
        scope: Scope::Full,
    };
    let session = server.app.store.insert_session(short).await.unwrap();
    let token = server.app.tokens.sign(&session);
    let headers = [("authorization", format!("Bearer {token}"))];
    let mut socket = Socket::open(&server.address.to_string(), &headers).await.unwrap();
    socket
        .send(ClientFrame::Hello { protocol: PROTOCOL_VERSION, token: None, holds: vec![] })
        .await;
    socket.ping().await;
    assert_eq!(socket.closed().await, close::SESSION_ENDED);
    assert!(
        (1_400..3_000).contains(&(UnixMillis::now().0 - created)),
        "after {} ms",
        UnixMillis::now().0 - created
    );
}

#[tokio::test]
async fn of_too_many_tabs_the_one_that_was_silent_longest_goes() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut tabs = vec![];
    for _ in 0..CONNECTIONS_PER_PERSON_MAX {
        tabs.push(ana.tab().await);
    }
    // The first one is old, but not idle.
    tabs[0].send_message(&ana.with(&bo), ClientId::random(), "here").await;
    for tab in &mut tabs {
        assert_eq!(tab.message().await.body.as_str(), "here");
    }
    let mut one_more = ana.tab().await;
    assert_eq!(tabs.remove(1).closed().await, close::TOO_MANY);
    bo.post(&ana.with(&bo), ClientId::random(), "hi").await.unwrap();
    for tab in tabs.iter_mut().chain([&mut one_more]) {
        assert_eq!(tab.message().await.body.as_str(), "hi");
    }
}
