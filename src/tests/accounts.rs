//! Accounts and sessions over HTTP, as a page's script uses them.

use std::time::{Duration, Instant};

use natter::domain::{Field, Problem, ProblemCode, UnixMillis};
use natter::server::auth::SESSION_LIFE_DAYS;

use crate::harness::TestServer;
use crate::visitor::{Answer, PASSWORD, Visitor, sign_up_form};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn signing_up_signs_in() {
    let server = TestServer::start().await;
    let mut ana = Visitor::stranger(&server);
    let answer = ana.call("sign_up", &sign_up_form("ana")).await;
    assert_eq!(answer.status, 200);
    let cookie = answer.cookie("natter_session").unwrap();
    for rule in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(rule), "{cookie}");
    }
    assert!(!cookie.contains("Secure"), "the page is on http: {cookie}");
    let overview = ana.call("get_overview", &[("offset", "0")]).await;
    assert!(overview.body.contains("Ana Núñez"), "{overview:?}");
    assert!(!overview.body.contains("argon2"), "a hash leaves the server with nobody");
}

#[tokio::test]
async fn each_problem_is_at_the_field_it_belongs_to() {
    let server = TestServer::start().await;
    Visitor::member(&server, "ana").await;
    let mut visitor = Visitor::stranger(&server);
    let long = "x".repeat(200);
    for (field, typed, at, code) in [
        ("full_name", "  ", Field::FullName, ProblemCode::Missing),
        ("full_name", "A\u{202E}b", Field::FullName, ProblemCode::ForbiddenCharacter),
        ("full_name", &long, Field::FullName, ProblemCode::TooLong),
        ("username", "", Field::Username, ProblemCode::Missing),
        ("username", "a b", Field::Username, ProblemCode::MalformedUsername),
        ("username", " ANA", Field::Username, ProblemCode::Taken),
        ("email", "nonsense", Field::Email, ProblemCode::MalformedEmail),
        ("password", "", Field::Password, ProblemCode::Missing),
        ("password", "short", Field::Password, ProblemCode::TooShort),
        ("password", "password1", Field::Password, ProblemCode::WeakPassword),
        ("password", "bo.the.second", Field::Password, ProblemCode::WeakPassword),
        ("password", &long, Field::Password, ProblemCode::TooLong),
    ] {
        let mut fields =
            sign_up_form("bo.the.second").map(|(name, value)| (name, value.to_owned()));
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = typed.to_owned();
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = visitor.call("sign_up", &fields).await;
        assert_eq!(answer.problem(), Problem::at(at, code), "{field} {typed:?}");
        assert_eq!(answer.status, code.status());
        assert!(answer.cookie("natter_session").is_none());
    }
}

#[tokio::test]
async fn an_email_belongs_to_one_account_and_logs_it_in() {
    let server = TestServer::start().await;
    let sign_up = |username: &'static str| {
        let mut fields = sign_up_form(username);
        fields[2].1 = "Ana@Example.org";
        let mut visitor = Visitor::stranger(&server);
        async move { visitor.call("sign_up", &fields).await }
    };
    assert_eq!(sign_up("ana").await.status, 200);
    assert_eq!(sign_up("other").await.problem(), Problem::at(Field::Email, ProblemCode::Taken));
    for login in ["ana", "@ANA ", "ana@example.org", "ANA@EXAMPLE.ORG"] {
        let mut ana = Visitor::stranger(&server);
        let answer = ana.call("log_in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 200, "{login}");
    }
}

#[tokio::test]
async fn a_wrong_pair_gets_one_answer_after_the_same_time_whether_the_person_exists_or_not() {
    let server = TestServer::start().await;
    let mut visitor = Visitor::stranger(&server);
    let mut took = [Duration::MAX; 2];
    let mut answers: Vec<Answer> = vec![];
    // The fastest of several: what the work takes, without what the machine does besides.
    while answers.len() < 6 || answers.len() < 100 && !are_alike(took) {
        // Few tries for each: more would have to wait.
        let person = format!("ana{}", answers.len() / 8);
        if answers.len().is_multiple_of(8) {
            Visitor::member(&server, &person).await;
        }
        let nobody = format!("no{person}");
        for (who, login) in [&person, &nobody].into_iter().enumerate() {
            let started = Instant::now();
            let fields = [("login", login.as_str()), ("password", "a wrong password")];
            answers.push(visitor.call("log_in", &fields).await);
            took[who] = took[who].min(started.elapsed());
        }
    }
    for answer in answers {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.body, r#"{"code":"wrong_credentials"}"#);
    }
    assert!(are_alike(took), "{took:?}");
}

fn are_alike(took: [Duration; 2]) -> bool {
    let [known, unknown] = took.map(|took| took.as_secs_f64());
    (0.5..2.0).contains(&(known / unknown))
}

#[tokio::test]
async fn logging_out_ends_one_session_and_no_other() {
    let server = TestServer::start().await;
    let mut desk = Visitor::member(&server, "ana").await;
    let mut phone = Visitor::stranger(&server);
    phone.call("log_in", &[("login", "ana"), ("password", PASSWORD)]).await;
    let kept = phone.cookies.clone();
    let answer = phone.call("log_out", &[]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.cookie("natter_session").unwrap().contains("Max-Age=0"));
    phone.cookies = kept;
    assert_eq!(phone.call("get_overview", &[("offset", "0")]).await.status, 401);
    assert_eq!(desk.call("get_overview", &[("offset", "0")]).await.status, 200);
}

#[tokio::test]
async fn a_session_that_is_used_lasts_and_its_cookie_with_it() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let id = ana.current().unwrap().session;
    let used = ana.open("/").await;
    assert!(used.cookie("natter_session").is_none(), "not on every request");

    let two_days_ago = UnixMillis(UnixMillis::now().0 - 2 * DAY_MS);
    let expires = UnixMillis(two_days_ago.0 + SESSION_LIFE_DAYS * DAY_MS);
    server.app.store.renew_session(id, two_days_ago, expires).await.unwrap();
    let used = ana.open("/").await;
    assert!(used.cookie("natter_session").is_some(), "{used:?}");
    let session = server.app.store.find_session(id).unwrap();
    assert!(session.expires_at.0 > UnixMillis::now().0 + (SESSION_LIFE_DAYS - 1) * DAY_MS);
    assert_eq!(ana.current().unwrap().session, id);
}

#[tokio::test]
async fn an_expired_session_is_none() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let id = ana.current().unwrap().session;
    let past = UnixMillis(UnixMillis::now().0 - 1000);
    server.app.store.renew_session(id, past, past).await.unwrap();
    assert_eq!(ana.call("get_overview", &[("offset", "0")]).await.status, 401);
    assert_eq!(ana.open("/").await.status, 303);
}

#[tokio::test]
async fn who_tries_passwords_too_often_is_told_when_to_come_back() {
    let server = TestServer::start_with(&["--attempts-per-minute", "3"]).await;
    let mut visitor = Visitor::stranger(&server);
    let fields = [("login", "ana"), ("password", "a guess")];
    for _ in 0..3 {
        assert_eq!(visitor.call("log_in", &fields).await.status, 401);
    }
    let answer = visitor.call("log_in", &fields).await;
    assert_eq!(answer.status, 429);
    let wait = answer.problem().retry_after_secs.unwrap();
    assert_eq!(answer.header("retry-after"), wait.to_string());
    assert!((1..=60).contains(&wait));
    assert_eq!(visitor.call("sign_up", &sign_up_form("ana")).await.status, 429);
    let plain = visitor.post("/login", "log_in", &fields).await;
    assert_eq!((plain.status, plain.header("location")), (303, "/login"));
    assert_eq!(visitor.open("/login").await.status, 200, "pages are not counted");
}

#[tokio::test]
async fn what_is_no_form_is_refused_at_the_door() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let malformed = (400, ProblemCode::MalformedRequest);
    for (kind, body, expected) in [
        ("multipart/form-data; boundary=", b"x".to_vec(), malformed),
        ("multipart/form-data", b"--x\r\n\r\n--x--".to_vec(), malformed),
        ("application/json", br#"{"offset":0}"#.to_vec(), malformed),
        ("application/x-www-form-urlencoded", b"offset=\xff".to_vec(), malformed),
        ("application/x-www-form-urlencoded", b"".to_vec(), malformed),
        ("application/x-www-form-urlencoded", b"offset=many".to_vec(), malformed),
        ("application/x-www-form-urlencoded", vec![b'x'; 70_000], (413, ProblemCode::TooLarge)),
    ] {
        let answer = ana.call_with("get_overview", kind, body).await;
        assert_eq!((answer.status, answer.problem().code), expected, "{kind}: {answer:?}");
    }
    let not_utf_8 = ana.call_raw("list_contacts", "offset=0&search=%ff%fe").await;
    assert!(not_utf_8.status < 500, "{not_utf_8:?}");
    assert_eq!(ana.call_raw("get_overview", "offset=0").await.status, 200);
}
