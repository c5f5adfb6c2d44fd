//! What no program should send to the JSON API: each is refused in the one shape, none does harm.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;

use crate::harness::{Program, TestServer};

#[tokio::test]
async fn bodies_that_do_not_fit_are_refused_by_the_field() {
    let server = TestServer::start().await;
    let (ana, bo) = Program::ana_and_bo(&server).await;
    let path = "/api/messages/bo";
    for (body, status, field) in [
        ("{}", 400, json!("body")),
        (r#"{"body": "hi", "seen": true}"#, 422, json!("seen")),
        (r#"{"body": "hi", "body": "ho"}"#, 422, json!("body")),
        (r#"{"body": 7}"#, 422, json!("body")),
        (r#"{"body": null}"#, 422, json!("body")),
        (r#"{"body": ["hi"]}"#, 422, json!("body")),
        (r#"{"body": "   "}"#, 400, json!("body")),
        (r#"{"body": "a\u0000b"}"#, 400, json!("body")),
        (r#"["hi"]"#, 422, json!(null)),
        ("null", 422, json!(null)),
        (r#"{"body": "hi""#, 400, json!(null)),
        (r#"{"body": "hi"} {}"#, 400, json!(null)),
        ("", 400, json!(null)),
        ("body=hi", 400, json!(null)),
    ] {
        let reply = ana.raw(Method::POST, path, body).await;
        assert_eq!(
            (reply.refusal().0, &reply.json["field"]),
            (status, &field),
            "{body}: {reply:?}"
        );
    }
    for deep in [
        "[".repeat(30_000) + &"]".repeat(30_000),
        format!("{{\"body\":{}", "{\"a\":".repeat(10_000)),
    ] {
        assert_eq!(
            ana.raw(Method::POST, path, deep).await.refusal(),
            (422, "invalid_input".into())
        );
    }
    assert_eq!(
        ana.raw(Method::POST, path, b"{\"body\": \"\xff\"}".to_vec()).await.refusal().0,
        400
    );
    let long = json!({ "body": "x".repeat(4_001) });
    assert_eq!(ana.post(path, long).await.refusal(), (400, "too_long".into()));
    assert_eq!(
        bo.get("/api/messages/ana").await.json["messages"],
        json!([]),
        "nothing of it was sent"
    );
}

#[tokio::test]
async fn the_longest_message_fits_however_it_is_written() {
    let server = TestServer::start().await;
    let (ana, _bo) = Program::ana_and_bo(&server).await;
    let body = format!("{{\"body\": \"{}\"}}", "\\ud83e\\udd80".repeat(4_000));
    assert_eq!(ana.raw(Method::POST, "/api/messages/bo", body).await.status, 201);
    // What is larger still is broken off half-way, and whoever sends it may not come to hear why.
    for bytes in [70_000, 900_000] {
        let body = format!("{{\"body\": \"{}\"}}", "x".repeat(bytes));
        let reply = ana.raw(Method::POST, "/api/messages/bo", body).await;
        assert_eq!(reply.refusal(), (413, "too_large".into()), "{bytes}");
    }
}

#[tokio::test]
async fn only_json_is_taken() {
    let server = TestServer::start().await;
    let (ana, _bo) = Program::ana_and_bo(&server).await;
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
    {
        let request = ana.request(Method::POST, "/api/messages/bo").header(CONTENT_TYPE, kind);
        let reply = ana.send(request.body(r#"{"body": "hi"}"#)).await;
        assert_eq!(reply.refusal(), (415, "unsupported_media_type".into()), "{kind}");
    }
    let request = ana.request(Method::POST, "/api/messages/bo").body(r#"{"body": "hi"}"#);
    assert_eq!(ana.send(request).await.refusal().0, 415);
}

#[tokio::test]
async fn queries_and_keys_that_do_not_fit_are_refused_by_name() {
    let server = TestServer::start().await;
    let (ana, _bo) = Program::ana_and_bo(&server).await;
    for (path, field) in [
        ("/api/messages/bo?limit=0", "limit"),
        ("/api/messages/bo?limit=101", "limit"),
        ("/api/messages/bo?limit=ten", "limit"),
        ("/api/messages/bo?limit=", "limit"),
        ("/api/messages/bo?limit=1&limit=2", "limit"),
        ("/api/messages/bo?before=-1", "before"),
        ("/api/messages/bo?before=18446744073709551615", "before"),
        ("/api/messages/bo?after=99999999999999999999999", "after"),
        ("/api/messages/bo?befor=3", "befor"),
        ("/api/users?offset=-1", "offset"),
        ("/api/users?offset=18446744073709551615", "offset"),
        ("/api/users?limit=41", "limit"),
        ("/api/users?admin=true", "admin"),
    ] {
        let reply = ana.get(path).await;
        assert_eq!(reply.refusal(), (422, "invalid_input".into()), "{path}");
        assert_eq!(reply.json["field"], field, "{path}: {reply:?}");
    }
    assert_eq!(ana.get("/api/users?offset=9007199254740991").await.json["users"], json!([]));
    for key in ["", "7", "nonsense", "00000000-0000-0000-0000-00000000000g"] {
        let reply = ana.message("bo", key, "hi").await;
        assert_eq!((reply.refusal().0, &reply.json["field"]), (422, &json!("Idempotency-Key")));
    }
    for (body, field) in [
        (json!({ "status": "away" }), "status"),
        (json!({ "status": "busy", "minutes": 0 }), "minutes"),
        (json!({ "status": "busy", "minutes": 4_294_967_296_u64 }), "minutes"),
        (json!({ "status": "busy", "minutes": 600_000 }), "minutes"),
        (json!({ "status": "available", "minutes": 5 }), "minutes"),
    ] {
        let reply = ana.put("/api/auth/status", body).await;
        assert_eq!((reply.refusal().0, &reply.json["field"]), (422, &json!(field)), "{reply:?}");
    }
    for up_to in [json!(-1), json!(1.5), json!("1"), json!(u64::MAX)] {
        let reply = ana.put("/api/messages/bo/seen", json!({ "upTo": up_to })).await;
        assert_eq!((reply.refusal().0, &reply.json["field"]), (422, &json!("upTo")), "{up_to}");
    }
    let token = |scope: &str, days: u64| json!({ "name": "x", "scope": scope, "days": days });
    for body in [token("full", 5), token("admin", 5), token("read", 0), token("read", 3_651)] {
        assert_eq!(ana.post("/api/tokens", body).await.refusal().0, 422);
    }
}

#[tokio::test]
async fn addresses_and_methods_that_are_not_there_are_told_in_the_same_shape() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let request = |method: Method, path: &str| {
        let request = ana.request(method, path).header("accept", "text/html");
        ana.send(request)
    };
    for (method, path) in [
        (Method::GET, "/api/nothing"),
        (Method::POST, "/api/auth"),
        (Method::GET, "/api/"),
        (Method::GET, "/api/messages"),
        (Method::PUT, "/api/messages//seen"),
        (Method::GET, "/api/messages/bo/more/of/it"),
    ] {
        let reply = request(method, path).await;
        assert_eq!(reply.refusal(), (404, "not_found".into()), "{path}");
    }
    for (method, path, allowed) in [
        (Method::DELETE, "/api/users", "GET, HEAD"),
        (Method::GET, "/api/auth/login", "POST"),
        (Method::PATCH, "/api/auth/profile", "GET, PUT, HEAD"),
        (Method::DELETE, "/api/messages/bo", "GET, POST, HEAD"),
        (Method::POST, "/api/sessions", "GET, DELETE, HEAD"),
        (Method::OPTIONS, "/api/tokens", "POST"),
    ] {
        let reply = request(method, path).await;
        assert_eq!(reply.refusal(), (405, "method_not_allowed".into()), "{path}");
        assert_eq!(reply.header("allow"), allowed, "{path}");
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_back() {
    let server = TestServer::start_with(&["--attempts-per-minute", "2"]).await;
    let anybody = Program::stranger(&server);
    let attempt =
        || anybody.post("/api/auth/login", json!({ "login": "ana", "password": "wrong one" }));
    while attempt().await.status == 401 {}
    let reply = attempt().await;
    assert_eq!(reply.refusal(), (429, "too_many".into()));
    assert_eq!(reply.header("retry-after"), reply.json["retryAfterSecs"].to_string());
}

#[tokio::test]
async fn a_page_of_another_site_can_do_nothing_with_the_cookie() {
    let server = TestServer::start().await;
    let ana = Program::sign_up(&server, "ana").await;
    let cookie = format!("natter_session={}", ana.token.clone().unwrap());
    let foreign = |request: reqwest::RequestBuilder| {
        request.header("cookie", &cookie).header("origin", "https://evil.example")
    };
    let stranger = ana.showing(None);
    for (method, path) in [
        (Method::POST, "/api/messages/ana"),
        (Method::PUT, "/api/auth/profile"),
        (Method::DELETE, "/api/sessions"),
        (Method::POST, "/api/auth/logout"),
    ] {
        let reply = stranger.send(foreign(stranger.request(method, path))).await;
        assert_eq!(reply.refusal(), (403, "foreign_origin".into()), "{path}");
    }
    let read = stranger.send(foreign(stranger.request(Method::GET, "/api/auth/check"))).await;
    assert!(read.headers.get("access-control-allow-origin").is_none());
}

#[tokio::test]
async fn who_shows_no_good_token_is_told_how_to() {
    let server = TestServer::start().await;
    let mut anybody = Program::stranger(&server);
    for token in [None, Some("nonsense".to_owned()), Some("a.b.c".to_owned())] {
        anybody.token = token;
        let reply = anybody.get("/api/users").await;
        assert_eq!(reply.refusal(), (401, "signed_out".into()));
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
    }
}
