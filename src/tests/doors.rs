//! Who gets a socket.

use natter::domain::UserId;
use natter::server::auth::Tokens;

use crate::harness::{Client, Socket, TestServer};

/// What the attempt to open a socket with these headers comes to.
async fn status(server: &TestServer, headers: &[(&'static str, String)]) -> u16 {
    Socket::open(&server.address.to_string(), headers).await.map_or_else(|status| status, |_| 101)
}

#[tokio::test]
async fn a_stranger_gets_no_socket() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let origin = ("origin", format!("http://{}", server.address));
    let session = server.app.store.find_session(ana.session).unwrap();
    let another = Tokens::new(b"a secret of another server's own").sign(&session);
    let mut someone_elses = (*session).clone();
    someone_elses.user = UserId::random();
    for cookie in [
        String::new(),
        "natter_session=nonsense".into(),
        format!("natter_session={another}"),
        format!("natter_session={}", server.app.tokens.sign(&someone_elses)),
    ] {
        assert_eq!(status(&server, &[origin.clone(), ("cookie", cookie)]).await, 401);
    }
    assert_eq!(status(&server, &[("authorization", format!("Bearer {another}"))]).await, 401);
}

#[tokio::test]
async fn a_page_of_another_site_gets_no_socket() {
    let server = TestServer::start_with(&["--public-url", "http://chat.example"]).await;
    let ana = Client::sign_up(&server, "ana").await;
    let with_origin = |origin: &str| [("cookie", ana.cookies()), ("origin", origin.to_owned())];
    let port = server.address.port();
    for foreign in [
        "http://evil.example".to_owned(),
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{}", port ^ 1),
        "http://127.0.0.1".into(),
        "http://chat.example.evil.example".into(),
        "http://chat.example@evil.example".into(),
        "null".into(),
        "nonsense".into(),
    ] {
        assert_eq!(status(&server, &with_origin(&foreign)).await, 403, "{foreign}");
    }
    assert_eq!(status(&server, &[("cookie", ana.cookies())]).await, 403, "no origin at all");
    for own in [format!("http://127.0.0.1:{port}"), "http://chat.example".into()] {
        assert_eq!(status(&server, &with_origin(&own)).await, 101, "{own}");
    }
}

#[tokio::test]
async fn a_program_shows_its_token_and_needs_no_origin() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let bearer = ("authorization", format!("Bearer {}", ana.token()));
    assert_eq!(status(&server, &[bearer]).await, 101);
}

#[tokio::test]
async fn a_request_that_is_no_upgrade_is_told_so() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let request = reqwest::Client::new().get(format!("http://{}/ws", server.address));
    let request = request.header("cookie", ana.cookies());
    let response =
        request.header("origin", format!("http://{}", server.address)).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 400);
    assert!(response.text().await.unwrap().contains("malformed_request"));
}
