//! Pages of other sites and the JSON API.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Program, Reply, TestServer};

const TOOLS: &str = "https://tools.example.org";

fn allowed(reply: &Reply) -> &str {
    reply.header("access-control-allow-origin")
}

async fn preflight(program: &Program, path: &str, origin: &str) -> Reply {
    let request = program.request(Method::OPTIONS, path).header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    program.send(request.header("access-control-request-headers", "authorization")).await
}

#[tokio::test]
async fn no_other_site_may_use_it_unless_it_is_named() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let asked = preflight(&ana, "/api/users", TOOLS).await;
    assert_eq!((asked.status, allowed(&asked)), (405, ""));
    let read = ana.send(ana.request(Method::GET, "/api/users").header("origin", TOOLS)).await;
    assert_eq!((read.status, allowed(&read)), (200, ""));
    let sent = ana.request(Method::POST, "/api/messages/ana").header("origin", TOOLS);
    let sent = ana.send(sent.json(&json!({ "body": "hi" }))).await;
    assert_eq!(sent.refusal(), (403, "foreign_origin".into()));
}

#[tokio::test]
async fn a_named_site_uses_it_with_a_token_and_never_with_the_cookie() {
    let server = TestServer::start_with(&["--cors-origins", TOOLS]).await;
    let ana = Program::sign_up(&server, "ana").await;
    let asked = preflight(&ana, "/api/messages/ana", TOOLS).await;
    assert_eq!((asked.status, allowed(&asked)), (200, TOOLS));
    assert_eq!(asked.header("access-control-allow-credentials"), "");
    let from = |program: &Program, origin: &str| {
        let request = program.request(Method::POST, "/api/messages/ana").header("origin", origin);
        let request = request.header("sec-fetch-site", "cross-site");
        request.json(&json!({ "body": "from afar" }))
    };
    let sent = ana.send(from(&ana, TOOLS)).await;
    assert_eq!((sent.status, allowed(&sent)), (201, TOOLS));
    let cookie = format!("natter_session={}", ana.token.clone().unwrap());
    let stranger = ana.showing(None);
    let sent = stranger.send(from(&stranger, TOOLS).header("cookie", &cookie)).await;
    assert_eq!((sent.refusal(), allowed(&sent)), ((401, "signed_out".into()), TOOLS));
    for other in ["https://evil.example", "https://tools.example.org.evil.example", "null"] {
        let sent = ana.send(from(&ana, other)).await;
        assert_eq!((sent.refusal().0, allowed(&sent)), (403, ""), "{other}");
        assert_eq!(allowed(&preflight(&ana, "/api/users", other).await), "", "{other}");
    }
    for path in ["/api/send_message", "/login", "/live/commands"] {
        assert_eq!(allowed(&preflight(&ana, path, TOOLS).await), "", "{path} is no part of it");
    }
    let function = ana.request(Method::POST, "/api/get_overview").header("origin", TOOLS);
    assert_eq!(ana.send(function.form(&[("offset", "0")])).await.status, 403);
}
