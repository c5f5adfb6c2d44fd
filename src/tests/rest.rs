//! Two people who talk through the JSON API.

use natter::domain::{ClientId, ProblemCode};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Client, Program, TestServer, sign_up_json};
use crate::visitor::PASSWORD;

fn seqs(messages: &Value) -> Vec<u64> {
    messages.as_array().unwrap().iter().map(|one| one["seq"].as_u64().unwrap()).collect()
}

/// The program of somebody who sits at a browser as well.
fn beside(server: &TestServer, client: &Client) -> Program {
    Program::stranger(server).showing(Some(client.token()))
}

#[tokio::test]
async fn what_a_program_sends_is_told_live_and_what_it_reads_is_what_was_said() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (anas, bos) = (beside(&server, &ana), beside(&server, &bo));
    let mut tab = bo.tab().await;
    let key = ClientId::random();
    let sent = anas.message("bo", &key.to_string(), " Hello from a program ").await;
    assert_eq!((sent.status, sent.text("state").as_str()), (201, "sent"));
    let heard = tab.message().await;
    assert_eq!((heard.body.as_str(), heard.client_id), ("Hello from a program", key));
    bo.post(&ana.with(&bo), ClientId::random(), "Hello back").await.unwrap();
    let page = anas.get(&format!("/api/messages/{}", bo.id)).await;
    assert_eq!((page.status, seqs(&page.json["messages"])), (200, vec![1, 2]));
    let first = &page.json["messages"][0];
    assert_eq!(first["body"], "Hello from a program");
    assert_eq!(first["sender"], ana.id.to_string());
    assert_eq!(first["clientId"], key.to_string());
    assert_eq!(first["id"], format!("{}-1", ana.with(&bo)));
    assert!(first["sentAt"].as_str().unwrap().ends_with('Z'), "{first}");
    assert_eq!(page.json["unseenMessages"], 1);
    let users = bos.get("/api/users").await;
    assert_eq!(users.json["users"][0]["username"], "ana");
    assert_eq!(users.json["users"][0]["unseenMessages"], 1);
    assert_eq!(users.json["users"][0]["lastMessage"]["preview"], "Hello back");
    assert_eq!((&users.json["total"], &users.json["hasMore"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn history_is_read_in_both_directions_without_a_hole() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    for text in 1..=23 {
        let sent = ana.post("/api/messages/bo", json!({ "body": text.to_string() })).await;
        assert_eq!((sent.status, &sent.json["seq"]), (201, &json!(text)));
    }
    let (mut back, mut query) = (vec![], "limit=10".to_owned());
    loop {
        let page = bo.get(&format!("/api/messages/ana?{query}")).await;
        back = [seqs(&page.json["messages"]), back].concat();
        let before = &page.json["before"];
        assert_eq!(page.json["hasMore"], !before.is_null(), "{page:?}");
        if before.is_null() {
            break;
        }
        query = format!("limit=10&before={before}");
    }
    assert_eq!(back, (1..=23).collect::<Vec<_>>());
    let (mut on, mut after) = (vec![], json!(0));
    loop {
        let page = bo.get(&format!("/api/messages/ana?limit=10&after={after}")).await;
        on.extend(seqs(&page.json["messages"]));
        after = page.json["after"].clone();
        if page.json["hasMore"] == false {
            break;
        }
    }
    assert_eq!((on, after), (back, json!(23)));
    let between = bo.get("/api/messages/ana?after=3&before=7&limit=2").await;
    assert_eq!(seqs(&between.json["messages"]), [4, 5]);
    assert_eq!(between.json["hasMore"], true);
    for (query, after) in
        [("after=23", 23), ("after=9007199254740991", 23), ("before=1", 0), ("before=0", 0)]
    {
        let none = bo.get(&format!("/api/messages/ana?{query}")).await;
        assert_eq!(seqs(&none.json["messages"]), [0; 0], "{query}");
        assert_eq!((&none.json["after"], &none.json["hasMore"]), (&json!(after), &json!(false)));
    }
}

#[tokio::test]
async fn a_key_that_is_repeated_at_once_yields_one_message() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let key = ClientId::random().to_string();
    let sends = (0..20).map(|_| ana.message("bo", &key, "once"));
    let replies = futures::future::join_all(sends).await;
    let new = replies.iter().filter(|reply| reply.status == 201).count();
    assert_eq!((new, replies.iter().filter(|reply| reply.status == 200).count()), (1, 19));
    assert!(replies.iter().all(|reply| reply.json == replies[0].json), "{replies:?}");
    assert_eq!(seqs(&bo.get("/api/messages/ana").await.json["messages"]), [1]);
    let other = ana.message("bo", &key, "something else").await;
    assert_eq!(other.refusal(), (409, "client_id_reused".into()));
    let elsewhere = ana.message("ana", &key, "once").await;
    assert_eq!(elsewhere.refusal(), (409, "client_id_reused".into()));
    // The key is its sender's own.
    assert_eq!(bo.message("ana", &key, "mine").await.status, 201);
}

#[tokio::test]
async fn people_are_found_by_id_name_and_former_name() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let renamed =
        bo.put("/api/auth/profile", json!({ "username": "bo.berg", "bio": "Sea." })).await;
    assert_eq!((renamed.status, renamed.text("username").as_str()), (200, "bo.berg"));
    let id = renamed.text("id");
    for name in ["bo", "bo.berg", "BO", "%40bo", &id, &id.to_uppercase()] {
        let sent = ana.post(&format!("/api/messages/{name}"), json!({ "body": name })).await;
        assert_eq!(sent.status, 201, "{name}: {sent:?}");
    }
    let users = ana.get("/api/users?search=BERG").await;
    assert_eq!((&users.json["total"], &users.json["users"][0]["bio"]), (&json!(1), &json!("Sea.")));
    assert_eq!(ana.get("/api/users?search=nobody").await.json["users"], json!([]));
}

#[tokio::test]
async fn seen_is_marked_by_person_by_place_and_by_message() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let empty = bo.send(bo.request(Method::PUT, "/api/messages/ana/seen")).await;
    assert_eq!((empty.status, &empty.json["unseenMessages"]), (200, &json!(0)));
    let mut ids = vec![];
    for text in ["one", "two", "three", "four"] {
        ids.push(ana.post("/api/messages/bo", json!({ "body": text })).await.text("id"));
    }
    let seen = bo.put("/api/messages/ana/seen", json!({ "upTo": 1 })).await;
    assert_eq!((seen.status, &seen.json["unseenMessages"]), (200, &json!(3)));
    let seen = bo.send(bo.request(Method::PUT, &format!("/api/messages/{}/seen", ids[1]))).await;
    assert_eq!(
        (&seen.json["unseenMessages"], &seen.json["cursors"]["seen"]),
        (&json!(2), &json!(2))
    );
    let back = bo.put("/api/messages/ana/seen", json!({ "upTo": 1 })).await;
    assert_eq!(back.json["cursors"]["seen"], 2, "it never moves back");
    let all = bo.send(bo.request(Method::PUT, "/api/messages/ana/seen")).await;
    assert_eq!((&all.json["unseenMessages"], &all.json["cursors"]["seen"]), (&json!(0), &json!(4)));
    let receipts = &ana.get("/api/messages/bo").await.json["receipts"];
    assert_eq!((&receipts["seen"], &receipts["delivered"]), (&json!(4), &json!(4)));
    assert!(receipts["seenAt"].is_string());
}

#[tokio::test]
async fn what_is_for_somebody_busy_waits_apart_and_then_comes() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let busy = bo.put("/api/auth/status", json!({ "status": "busy", "minutes": 60 })).await;
    assert_eq!((busy.status, busy.text("status").as_str()), (200, "busy"));
    assert!(busy.json["busyUntil"].is_string());
    let key = ClientId::random().to_string();
    let sent = ana.message("bo", &key, "when you are back").await;
    assert_eq!((sent.status, sent.text("state").as_str()), (201, "waiting"));
    assert_eq!(ana.message("bo", &key, "when you are back").await.status, 200);
    let page = ana.get("/api/messages/bo").await;
    assert_eq!(
        (&page.json["messages"], &page.json["waiting"][0]["clientId"]),
        (&json!([]), &json!(key))
    );
    let bos = bo.get("/api/messages/ana").await;
    assert_eq!((&bos.json["messages"], &bos.json["waiting"]), (&json!([]), &json!([])));
    assert_eq!(bo.put("/api/auth/status", json!({ "status": "available" })).await.status, 200);
    let page = bo.get("/api/messages/ana").await;
    assert_eq!(page.json["messages"][0]["body"], "when you are back");
    assert_eq!(bo.get("/api/auth/check").await.json["unseenMessages"], 1);
}

#[tokio::test]
async fn what_is_not_ones_own_is_not_found_wherever_it_is_named() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let cy = Program::sign_up(&server, "cy").await;
    let message = ana.post("/api/messages/bo", json!({ "body": "between us" })).await.text("id");
    let sessions = ana.get("/api/sessions").await;
    let session = sessions.json["sessions"][0]["id"].as_str().unwrap().to_owned();
    let nobody = ClientId::random().to_string();
    let not_found = (404, "not_found".to_owned());
    assert_eq!(ProblemCode::NotFound.status(), 404);
    for path in [
        format!("/api/messages/{message}/seen"),
        format!("/api/messages/{}/seen", message.replace("-1", "-2")),
        format!("/api/messages/{nobody}/seen"),
        "/api/messages/nobody/seen".into(),
        "/api/messages/%FF/seen".into(),
    ] {
        assert_eq!(cy.send(cy.request(Method::PUT, &path)).await.refusal(), not_found, "{path}");
    }
    let beyond = format!("/api/messages/{}/seen", message.replace("-1", "-2"));
    assert_eq!(bo.send(bo.request(Method::PUT, &beyond)).await.refusal(), not_found);
    for other in [nobody.as_str(), "nobody", &message, &session, "a%20b", "%00", "%FF", "x"] {
        let path = format!("/api/messages/{other}");
        assert_eq!(cy.get(&path).await.refusal(), not_found, "{other}");
        let send = cy.post(&path, json!({ "body": "hi" })).await;
        assert_eq!(send.refusal(), not_found, "{other}");
    }
    for id in [session.as_str(), &nobody, "nonsense", "%FF"] {
        assert_eq!(cy.delete(&format!("/api/sessions/{id}")).await.refusal(), not_found, "{id}");
    }
    assert_eq!(ana.get("/api/auth/check").await.status, 200, "nothing of it was done");
    assert_eq!(bo.get("/api/auth/check").await.json["unseenMessages"], 1);
}

#[tokio::test]
async fn what_is_written_to_somebody_who_is_gone_is_refused_and_what_was_written_stays() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    bo.post("/api/messages/ana", json!({ "body": "goodbye" })).await;
    let id = bo.get("/api/auth/check").await.text("id");
    let form = [("username", "bo"), ("password", PASSWORD)];
    let gone = bo.send(bo.request(Method::POST, "/api/delete_account").form(&form)).await;
    assert_eq!(gone.status, 200, "{gone:?}");
    assert_eq!(bo.get("/api/auth/check").await.refusal(), (401, "signed_out".into()));
    let sent = ana.post(&format!("/api/messages/{id}"), json!({ "body": "are you there?" })).await;
    assert_eq!(sent.refusal(), (409, "account_deleted".into()));
    let page = ana.get(&format!("/api/messages/{id}")).await;
    assert_eq!(page.json["messages"][0]["body"], "goodbye");
    assert_eq!(ana.get("/api/users").await.json["users"][0]["isDeleted"], true);
    let again = Program::stranger(&server).post("/api/auth/signup", sign_up_json("bo")).await;
    assert_eq!(again.refusal(), (409, "taken".into()), "the name is never given again");
}
