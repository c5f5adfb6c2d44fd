//! Floods: whoever makes one is held up, and nobody else.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, ProblemCode};
use reqwest::Method;
use reqwest::header::ACCEPT;

use crate::harness::{Caller, Client, Socket, TestServer};
use crate::visitor::{Answer, PASSWORD, Visitor, sign_up_form};

/// With a proxy before the server that says where people come from: the tests themselves.
const BEHIND_A_PROXY: [&str; 2] = ["--trusted-proxies", "127.0.0.1"];

async fn behind_a_proxy(arguments: &[&str]) -> TestServer {
    TestServer::start_with(&[&BEHIND_A_PROXY, arguments].concat()).await
}

/// An address that nobody else has.
fn place(number: u32) -> String {
    format!("2001:db8:{:x}:{:x}::1", number >> 16, number & 0xffff)
}

/// Calls a server function, seen from there.
async fn call_from(
    place: &str,
    visitor: &mut Visitor,
    function: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let request = visitor.request(Method::POST, &format!("/api/{function}"));
    let request = request.header(ACCEPT, "application/json").header("x-forwarded-for", place);
    visitor.send(request.form(fields)).await
}

async fn log_in_from(place: &str, visitor: &mut Visitor, login: &str, password: &str) -> Answer {
    call_from(place, visitor, "log_in", &[("login", login), ("password", password)]).await
}

#[tokio::test]
async fn after_five_failures_the_next_try_has_to_wait_even_with_the_right_password() {
    let server = TestServer::start().await;
    Visitor::member(&server, "ana").await;
    Visitor::member(&server, "bo").await;
    let mut visitor = Visitor::stranger(&server);
    for login in ["ana", "nobody"] {
        let fields = [("login", login), ("password", "a guess")];
        for _ in 0..5 {
            assert_eq!(visitor.call("log_in", &fields).await.status, 401, "{login}");
        }
        let answer = visitor.call("log_in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.problem().code), (429, ProblemCode::TooMany), "{login}");
        assert_eq!(answer.header("retry-after"), "1", "{login}");
        assert_eq!(answer.body, r#"{"code":"too_many","retryAfterSecs":1}"#, "{login}");
    }
    let bo = visitor.call("log_in", &[("login", "bo"), ("password", PASSWORD)]).await;
    assert_eq!(bo.status, 200, "another account");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let ana = visitor.call("log_in", &[("login", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(ana.status, 200);
    let wrong = visitor.call("log_in", &[("login", "ana"), ("password", "a guess")]).await;
    assert_eq!(wrong.status, 401, "what failed before is forgotten");
}

#[tokio::test]
async fn an_attackers_flood_does_not_keep_the_owner_out() {
    let server = behind_a_proxy(&[]).await;
    let mut ana = Visitor::member(&server, "ana").await;
    assert_eq!(ana.call("log_out", &[]).await.status, 200);
    let mut attacker = Visitor::stranger(&server);
    let mut looked_at = 0;
    for number in 0..40 {
        let answer = log_in_from(&place(number), &mut attacker, "ana", "a guess").await;
        looked_at += u32::from(answer.status == 401);
    }
    assert!((30..=33).contains(&looked_at), "{looked_at}");
    let mut elsewhere = Visitor::stranger(&server);
    let refused = log_in_from(&place(1_000), &mut elsewhere, "ana", PASSWORD).await;
    assert_eq!(refused.status, 429, "strangers wait, whoever they are");
    for from in [place(1_001), place(0)] {
        let own = log_in_from(&from, &mut ana, "ana", PASSWORD).await;
        assert_eq!(own.status, 200, "{own:?}");
    }
}

#[tokio::test]
async fn a_browser_is_known_by_a_cookie_that_outlasts_its_session() {
    let server = TestServer::start().await;
    let mut ana = Visitor::stranger(&server);
    let signed_up = ana.call("sign_up", &sign_up_form("ana")).await;
    let given = signed_up.cookie("natter_device").unwrap();
    for rule in ["Max-Age=34560000", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(given.contains(rule), "{given}");
    }
    assert!(ana.open("/").await.cookie("natter_device").is_none(), "not on every request");
    let device = ana.cookies["natter_device"].clone();
    ana.call("log_out", &[]).await;
    assert_eq!(ana.cookies.get("natter_device"), Some(&device));
    let wrong = ana.call("log_in", &[("login", "ana"), ("password", "a guess")]).await;
    assert!(wrong.cookie("natter_device").is_none());
    ana.call("log_in", &[("login", "ana"), ("password", PASSWORD)]).await;
    assert_eq!(ana.cookies.get("natter_device"), Some(&device));

    let user = ana.id();
    assert!(server.app.devices.find(&device, user).is_some());
    let mut shared = Visitor::stranger(&server);
    shared.cookies.insert("natter_device".into(), device);
    shared.call("sign_up", &sign_up_form("bo")).await;
    let both = &shared.cookies["natter_device"];
    assert!([user, shared.id()].iter().all(|one| server.app.devices.find(both, *one).is_some()));
}

#[tokio::test]
async fn under_a_flood_of_log_ins_messages_go_on() {
    let server = behind_a_proxy(&[]).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut anas = ana.tab().await;
    let calm = slowest_send(&ana, &bo, &mut anas, || false).await;
    let flood = (0..200).map(|number| {
        let mut attacker = Visitor::stranger(&server);
        tokio::spawn(async move {
            let login = format!("somebody{number}");
            log_in_from(&place(number), &mut attacker, &login, "a guess").await.status
        })
    });
    let flood: Vec<_> = flood.collect();
    let flooded = slowest_send(&ana, &bo, &mut anas, || flood.iter().all(|one| one.is_finished()));
    let flooded = flooded.await;
    let mut answers: Vec<u16> = vec![];
    for one in flood {
        answers.push(one.await.unwrap());
    }
    assert!(answers.iter().all(|status| [401, 429].contains(status)), "{answers:?}");
    println!("slowest message: {calm:?} in calm, {flooded:?} under the flood");
    assert!(flooded < Duration::from_secs(1), "{flooded:?}");
}

/// Sends one message after the other, at least twenty; how long the slowest took.
async fn slowest_send(
    ana: &Client,
    bo: &Client,
    anas: &mut Socket,
    is_over: impl Fn() -> bool,
) -> Duration {
    let (mut slowest, mut sent) = (Duration::ZERO, 0);
    while sent < 20 || (!is_over() && sent < 5_000 && sent > 20) {
        let started = Instant::now();
        anas.send_message(&ana.with(bo), ClientId::random(), "on and on").await;
        anas.message().await;
        slowest = slowest.max(started.elapsed());
        sent += 1;
    }
    slowest
}

#[tokio::test]
async fn one_address_cannot_sign_up_without_end() {
    let server = behind_a_proxy(&["--attempts-per-minute", "2"]).await;
    let mut flood = Visitor::stranger(&server);
    for (username, status) in [("ana1", 200), ("ana2", 200), ("ana3", 429)] {
        let answer = call_from(&place(1), &mut flood, "sign_up", &sign_up_form(username)).await;
        assert_eq!(answer.status, status, "{username} {answer:?}");
        if status == 429 {
            assert!((1..=60).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
        }
    }
    let mut other = Visitor::stranger(&server);
    let answer = call_from(&place(2), &mut other, "sign_up", &sign_up_form("bo")).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_account_sends_so_many_messages_a_minute_by_all_its_doors_together() {
    let server = TestServer::start_with(&["--messages-per-minute", "4"]).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut one, mut other) = (ana.tab().await, ana.tab().await);
    let talk = ana.with(&bo);
    for socket in [&mut one, &mut other] {
        socket.send_message(&talk, ClientId::random(), "hi").await;
        socket.ping().await;
    }
    ana.post(&talk, ClientId::random(), "hi").await.unwrap();
    ana.post(&talk, ClientId::random(), "hi").await.unwrap();
    let (by_socket, by_post) = (ClientId::random(), ClientId::random());
    one.send_message(&talk, by_socket, "too much").await;
    let (client_id, problem) = one.send_refused().await;
    assert_eq!((client_id, problem.code), (by_socket, ProblemCode::TooMany));
    assert!(problem.retry_after_secs.is_some_and(|secs| secs <= 16));
    let problem = ana.post(&talk, by_post, "too much").await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooMany);
    bo.post(&talk, ClientId::random(), "still here").await.unwrap();
    assert_eq!(ana.history(&bo).await.len(), 5);
}

#[tokio::test]
async fn who_searches_without_end_is_told_to_wait_and_sees_the_sidebar_still() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let search = [("search", "bo"), ("offset", "0")];
    let mut refused = None;
    for _ in 0..120 {
        let answer = ana.call("list_contacts", &search).await;
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("there is an end to it");
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    assert_eq!(ana.call("list_contacts", &[("search", ""), ("offset", "0")]).await.status, 200);
    assert_eq!(ana.open("/").await.status, 200);
}

#[tokio::test]
async fn who_opens_live_connections_without_end_is_told_to_wait() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    while server.app.limits.count_connection(ana.id).is_ok() {}
    let refused = Socket::open(ana.address(), &ana.page_headers()).await.err();
    assert_eq!(refused, Some(429));
    assert!(Caller::of(&ana).listen().await.is_err());
    bo.tab().await.ping().await;
}

#[tokio::test]
async fn one_address_cannot_ask_without_end_but_health_is_always_told() {
    let server = behind_a_proxy(&["--requests-per-second", "1"]).await;
    let mut flood = Visitor::stranger(&server);
    let mut open = async |from: String, path: &'static str| {
        let request = flood.request(Method::GET, path).header("x-forwarded-for", from);
        flood.send(request).await
    };
    let mut refused = None;
    for _ in 0..40 {
        let answer = open(place(1), "/login").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("there is an end to it");
    assert_eq!(refused.problem().code, ProblemCode::TooMany);
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(open(place(1), "/healthz").await.status, 200);
    assert_eq!(open(place(2), "/login").await.status, 200);
}
