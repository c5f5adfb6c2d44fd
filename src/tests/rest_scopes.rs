//! What tokens of narrow scope may do.

use natter::domain::{ClientId, ProblemCode, Scope};
use natter::server::http::{Access, Kind, ROUTES};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Caller, Client, Program, Socket, TestServer};

#[tokio::test]
async fn a_token_opens_what_its_scope_is_wide_enough_for_and_nothing_else() {
    let server = TestServer::start().await;
    let (ana, _bo) = Program::ana_and_bo(&server).await;
    for (name, scope) in [("read", Scope::Read), ("write", Scope::Write)] {
        let mut program = ana.with_scope(name).await;
        for route in ROUTES.iter().filter(|route| route.access == Access::Member) {
            let path = route.path.replace("{user}", "bo").replace("{username}", "bo");
            let path = path.replace("{id}", &ClientId::random().to_string());
            let request = program.request(route.method.clone(), &path);
            let response = program.open(request).await;
            let status = response.status().as_u16();
            if scope.allows(route.needs) {
                assert!(![401, 403].contains(&status), "{name}, {route:?}: {status}");
                if ["/api/log_out", "/api/auth/logout"].contains(&route.path) {
                    program = ana.with_scope(name).await;
                }
            } else {
                assert_eq!(status, 403, "{name}, {route:?}");
                assert!(response.text().await.unwrap().contains("scope_too_narrow"), "{route:?}");
            }
        }
    }
}

#[test]
fn what_changes_the_account_needs_the_full_scope_and_what_changes_anything_at_least_write() {
    let reads = [
        "/api/auth/logout",
        "/api/get_conversation",
        "/api/get_overview",
        "/api/list_contacts",
        "/api/log_out",
        "/api/page_messages",
        "/live/commands",
    ];
    for route in ROUTES.iter().filter(|route| route.access == Access::Member) {
        let is_account = ["/api/sessions", "/api/tokens", "/api/auth/password"];
        let is_account = is_account.iter().any(|path| route.path.starts_with(path));
        let is_profile = route.path.ends_with("profile") && route.method == Method::PUT;
        if is_account || is_profile || route.kind == Kind::Page {
            assert_eq!(route.needs, Scope::Full, "{route:?}");
        } else if route.method != Method::GET && !reads.contains(&route.path) {
            assert!(route.needs >= Scope::Write, "{route:?}");
        }
    }
}

#[tokio::test]
async fn what_a_token_may_not_do_it_cannot_do_by_another_door_either() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let full = Program::stranger(&server).showing(Some(ana.token()));
    let reader = full.with_scope("read").await;
    let bearer = [("authorization", format!("Bearer {}", reader.token.clone().unwrap()))];
    let mut socket = Socket::open(&server.address.to_string(), &bearer).await.unwrap();
    let hello = crate::harness::hello(natter::protocol::PROTOCOL_VERSION, None);
    socket.send(hello).await;
    socket.send_message(&ana.with(&bo), ClientId::random(), "by the socket").await;
    assert_eq!(socket.send_refused().await.1.code, ProblemCode::ScopeTooNarrow);
    let form = reader.request(Method::POST, "/api/send_message");
    assert_eq!(reader.send(form).await.status, 403);
    assert_eq!(Caller::new(&server.address.to_string(), &bearer).listen().await.err(), None);
    let sent = reader.post("/api/messages/bo", json!({ "body": "by REST" })).await;
    assert_eq!(sent.refusal(), (403, "scope_too_narrow".into()));
    assert!(bo.history(&ana).await.is_empty());
}
