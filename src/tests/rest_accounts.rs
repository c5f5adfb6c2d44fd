//! Accounts, sessions and tokens by the JSON API.

use natter::protocol::close;
use reqwest::Method;
use reqwest::header::COOKIE;
use serde_json::json;

use crate::harness::{Client, Program, TestServer, sign_up_json};
use crate::visitor::PASSWORD;

#[tokio::test]
async fn whoever_signs_up_or_logs_in_gets_a_token_and_a_cookie_that_are_worth_the_same() {
    let server = TestServer::start().await;
    let mut program = Program::stranger(&server);
    let signed_up = program.post("/api/auth/signup", sign_up_json("ana")).await;
    assert_eq!((signed_up.status, &signed_up.json["user"]["username"]), (201, &json!("ana")));
    assert_eq!(signed_up.json["recoveryCodes"].as_array().unwrap().len(), 10);
    let logged_in =
        program.post("/api/auth/login", json!({ "login": "ANA", "password": PASSWORD })).await;
    assert_eq!((logged_in.status, &logged_in.json["user"]["fullName"]), (200, &json!("Ana Núñez")));
    assert!(logged_in.json["expiresAt"].is_string());
    for reply in [signed_up, logged_in] {
        let token = reply.text("token");
        let cookie = reply.header("set-cookie").split(';').next().unwrap().to_owned();
        assert_eq!(cookie, format!("natter_session={token}"));
        let request = program.request(Method::GET, "/api/auth/check").header(COOKIE, cookie);
        assert_eq!(program.send(request).await.json["username"], "ana");
        program.token = Some(token);
        for alias in ["/api/auth/check", "/api/auth/get-profile", "/api/auth/profile"] {
            assert_eq!(program.get(alias).await.json["username"], "ana");
        }
        program.token = None;
    }
    let wrong =
        program.post("/api/auth/login", json!({ "login": "ana", "password": "wrong one" })).await;
    assert_eq!(wrong.refusal(), (401, "wrong_credentials".into()));
    let taken = program.post("/api/auth/signup", sign_up_json("ana")).await;
    assert_eq!(
        (taken.refusal(), &taken.json["field"]),
        ((409, "taken".into()), &json!("username"))
    );
    let mut weak = sign_up_json("cy");
    weak["password"] = json!("password1");
    let weak = program.post("/api/auth/signup", weak).await;
    assert_eq!(weak.refusal(), (400, "weak_password".into()));
}

#[tokio::test]
async fn a_session_that_is_logged_out_is_worth_nothing_any_more() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut tab = ana.tab().await;
    let program = Program::stranger(&server).showing(Some(ana.token()));
    let out = program.send(program.request(Method::POST, "/api/auth/logout")).await;
    assert_eq!((out.status, &out.json["ended"]), (200, &json!(1)));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    assert_eq!(program.get("/api/auth/check").await.refusal(), (401, "signed_out".into()));
}

#[tokio::test]
async fn sessions_and_tokens_are_listed_and_ended() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let (read, write) = (ana.with_scope("read").await, ana.with_scope("write").await);
    let phone = Client::log_in(&server, "ana").await;
    let mut tab = phone.tab().await;
    let all = ana.get("/api/sessions").await;
    let all = all.json["sessions"].as_array().unwrap();
    assert_eq!((all.len(), &all[0]["isCurrent"], &all[0]["name"]), (4, &json!(true), &json!(null)));
    let named = |name: &str| all.iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(named("a read one")["scope"], "read");
    let connected: Vec<_> = all.iter().filter(|one| one["isConnected"] == true).collect();
    assert_eq!((connected.len(), &connected[0]["id"]), (1, &json!(phone.session.to_string())));
    let id = named("a read one")["id"].as_str().unwrap();
    assert_eq!(ana.delete(&format!("/api/sessions/{id}")).await.json["ended"], 1);
    assert_eq!(read.get("/api/auth/check").await.refusal().0, 401);
    assert_eq!(ana.delete(&format!("/api/sessions/{id}")).await.refusal().0, 404);
    assert_eq!(write.get("/api/auth/check").await.status, 200);
    let ended = ana.delete("/api/sessions").await;
    assert_eq!((ended.status, &ended.json["ended"]), (200, &json!(2)));
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    assert_eq!(write.get("/api/auth/check").await.refusal().0, 401);
    assert_eq!(ana.get("/api/sessions").await.json["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn another_password_needs_the_old_one_and_ends_what_else_there_was() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let other = ana.with_scope("write").await;
    let change = |old: &str, new: &str| json!({ "oldPassword": old, "password": new });
    let wrong = ana.put("/api/auth/password", change("not this one", "four grey geese")).await;
    let field = json!("oldPassword");
    assert_eq!((wrong.refusal(), &wrong.json["field"]), ((403, "wrong_password".into()), &field));
    let weak = ana.put("/api/auth/password", change(PASSWORD, "password1")).await;
    assert_eq!(weak.refusal(), (400, "weak_password".into()));
    assert_eq!(
        ana.put("/api/auth/password", change(PASSWORD, "four grey geese")).await.status,
        200
    );
    assert_eq!(other.get("/api/auth/check").await.refusal().0, 401);
    assert_eq!(ana.get("/api/auth/check").await.status, 200);
    let log_in = |password: &str| json!({ "login": "ana", "password": password });
    assert_eq!(ana.post("/api/auth/login", log_in(PASSWORD)).await.status, 401);
    assert_eq!(ana.post("/api/auth/login", log_in("four grey geese")).await.status, 200);
}

#[tokio::test]
async fn a_profile_is_changed_in_part_and_others_are_told() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let program = Program::stranger(&server).showing(Some(ana.token()));
    let mut tab = bo.tab().await;
    let change = json!({ "fullName": "Ana Nu", "email": "ana@example.org", "bio": null });
    let changed = program.put("/api/auth/update-profile", change).await;
    assert_eq!((changed.status, changed.text("fullName").as_str()), (200, "Ana Nu"));
    assert_eq!(
        (changed.text("email").as_str(), changed.text("bio").as_str()),
        ("ana@example.org", "")
    );
    let told = tab
        .expect(|frame| match frame {
            natter::protocol::ServerFrame::PersonChanged { person, .. } => Some(person),
            _ => None,
        })
        .await;
    assert_eq!(told.full_name.as_str(), "Ana Nu");
    let none = program.put("/api/auth/profile", json!({ "email": "" })).await;
    assert_eq!((&none.json["email"], none.text("fullName").as_str()), (&json!(null), "Ana Nu"));
    assert_eq!(program.put("/api/auth/profile", json!({})).await.status, 200);
    let taken = program.put("/api/auth/profile", json!({ "username": "bo" })).await;
    assert_eq!(taken.refusal(), (409, "taken".into()));
    let long = program.put("/api/auth/profile", json!({ "bio": "x".repeat(301) })).await;
    assert_eq!((long.refusal(), &long.json["field"]), ((400, "too_long".into()), &json!("bio")));
}
