//! Forms without JavaScript: what was typed comes back, passwords do not, and a reload repeats
//! nothing.

use natter::domain::{ConversationId, UserId};
use reqwest::Method;
use reqwest::header::{ACCEPT, REFERER};

use crate::harness::TestServer;
use crate::visitor::{PASSWORD, Visitor, sign_up_form};

#[tokio::test]
async fn signing_up_leads_to_the_recovery_codes_signed_in() {
    let server = TestServer::start().await;
    let mut ana = Visitor::stranger(&server);
    let answer = ana.post("/signup", "sign_up", &sign_up_form("ana")).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/welcome"));
    assert!(answer.body.is_empty());
    for path in ["/welcome", "/"] {
        let page = ana.open(path).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Ana Núñez"), "{}", page.body);
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_with_what_was_typed_but_the_password_and_only_once() {
    let server = TestServer::start().await;
    Visitor::member(&server, "ana").await;
    let mut other = Visitor::stranger(&server);
    let fields = [
        ("full_name", "Ana <b>Other</b> & \"Co\""),
        ("username", "ANA "),
        ("email", "other@example.org"),
        ("password", "a password never shown"),
    ];
    let answer = other.post("/signup", "sign_up", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/signup"));
    let cookie = answer.cookie("natter_form").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(cookie.contains("Max-Age=60") && cookie.len() < 200, "{cookie}");

    let page = other.open("/signup").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("other@example.org"), "{}", page.body);
    assert!(!page.body.contains("<b>Other"), "typed text is never markup");
    assert!(!page.body.contains("never shown"));
    assert!(page.cookie("natter_form").unwrap().contains("Max-Age=0"));
    assert!(!other.open("/signup").await.body.contains("other@example.org"));
}

#[tokio::test]
async fn logging_in_leads_where_one_wanted_to_go_and_nowhere_else() {
    let server = TestServer::start().await;
    Visitor::member(&server, "ana").await;
    let mut ana = Visitor::stranger(&server);
    let asked = ana.open("/c/ana?before=5").await;
    assert_eq!(asked.header("location"), "/login?next=/c/ana%3Fbefore%3D5");
    for (next, leads_to) in [
        ("/c/ana?before=5", "/c/ana?before=5"),
        ("", "/"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: b=c", "/"),
    ] {
        let mut ana = Visitor::stranger(&server);
        let fields = [("login", "Ana"), ("password", PASSWORD), ("next", next)];
        let answer = ana.post("/login?next=x", "log_in", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, leads_to), "{next:?}");
        let page = ana.open("/").await;
        assert_eq!(page.status, 200, "{page:?}");
    }
}

#[tokio::test]
async fn a_wrong_log_in_leads_back_with_the_name_that_was_typed() {
    let server = TestServer::start().await;
    let mut visitor = Visitor::stranger(&server);
    let fields = [("login", "somebody.known"), ("password", "a wrong password")];
    let answer = visitor.post("/login?next=/c/bo", "log_in", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/login?next=/c/bo"));
    let page = visitor.open("/login?next=/c/bo").await;
    assert!(page.body.contains("somebody.known") && !page.body.contains("a wrong password"));
}

#[tokio::test]
async fn a_message_of_any_length_is_not_lost_when_it_is_refused() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let notes = ConversationId::of_pair(ana.id(), ana.id());
    let client_id = UserId::random().to_string();
    let body = format!("{}</textarea>THE END", "字".repeat(4_000));
    let fields =
        [("conversation", notes.as_str()), ("client_id", client_id.as_str()), ("body", &body)];
    let answer = ana.post("/c/ana", "send_message", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/c/ana"));
    let page = ana.open("/c/ana").await.body;
    assert!(page.contains(&body.replace('<', "&lt;")), "typed text is never markup");
}

#[tokio::test]
async fn a_message_written_when_the_session_had_ended_waits_until_its_writer_is_back() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let notes = ConversationId::of_pair(ana.id(), ana.id());
    let client_id = UserId::random().to_string();
    let fields = [
        ("conversation", notes.as_str()),
        ("client_id", client_id.as_str()),
        ("body", "almost lost words"),
    ];
    let session = ana.current().unwrap().session;
    server.app.store.revoke_session(session).await.unwrap();
    let answer = ana.post("/c/ana", "send_message", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/login?next=/c/ana"));
    assert_eq!(ana.open("/login?next=/c/ana").await.status, 200);

    let form = ana.cookies["natter_form"].clone();
    let mut bo = Visitor::member(&server, "bo").await;
    bo.cookies.insert("natter_form".into(), form);
    assert!(!bo.open("/c/ana").await.body.contains("almost lost words"), "for nobody else");

    let fields = [("login", "ana"), ("password", PASSWORD), ("next", "/c/ana")];
    let answer = ana.post("/login?next=/c/ana", "log_in", &fields).await;
    assert_eq!(answer.header("location"), "/c/ana");
    assert!(ana.open("/c/ana").await.body.contains("almost lost words"));
}

#[tokio::test]
async fn sending_and_marking_as_seen_lead_back_to_the_conversation() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let bo = Visitor::member(&server, "bo").await;
    let conversation = ConversationId::of_pair(ana.id(), bo.id());
    let client_id = UserId::random().to_string();
    let fields = [
        ("conversation", conversation.as_str()),
        ("client_id", client_id.as_str()),
        ("body", "by hand"),
    ];
    for _ in 0..2 {
        let answer = ana.post("/c/bo?people=40", "send_message", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/c/bo?people=40"));
    }
    let page = ana.open("/c/bo").await;
    assert_eq!(page.status, 200);
    let fields = [("conversation", conversation.as_str()), ("seq", "1")];
    let answer = ana.post("/c/bo", "mark_seen", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/c/bo"));
    let fields = [("conversation", conversation.as_str()), ("before", "9")];
    let listed = ana.call("page_messages", &fields).await;
    assert_eq!(listed.body.matches("by hand").count(), 1, "posted twice, sent once");
}

#[tokio::test]
async fn settings_lead_back_to_where_one_was_and_one_that_was_refused_says_so() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let here = "/?people=40";
    let mut set = async |action: &str, fields: &[(&str, &str)]| {
        let answer = ana.post(here, action, fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, here), "{fields:?}");
        ana.open(here).await.body
    };
    let busy = set("set_status", &[("status", "busy"), ("minutes", "60")]).await;
    assert!(busy.contains("Busy until") && busy.contains("Available again"), "{busy}");
    let refused = set("set_status", &[("status", "busy"), ("until", "1")]).await;
    assert!(refused.contains("role=\"alert\"") && refused.contains("did not understand"));
    assert!(refused.contains("Available again"), "as before");
    let free = set("set_status", &[("status", "available")]).await;
    assert!(!free.contains("Available again") && !free.contains("did not understand"));
    let offer = |sends_seen: &str| format!("name=\"sends_seen\" value=\"{sends_seen}\"");
    assert!(free.contains(&offer("false")), "{free}");
    let off = set("set_sends_seen", &[("sends_seen", "false")]).await;
    assert!(off.contains(&offer("true")), "{off}");
}

#[tokio::test]
async fn the_way_back_from_a_form_is_never_to_another_site() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let notes = ConversationId::of_pair(ana.id(), ana.id()).to_string();
    for from in ["https://evil.example/c/ana", "nonsense"] {
        let request = ana.request(Method::POST, "/api/mark_seen").header(ACCEPT, "text/html");
        let fields = [("conversation", notes.as_str()), ("seq", "0")];
        let answer = ana.send(request.header(REFERER, from).form(&fields)).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/"), "{from}");
    }
}

#[tokio::test]
async fn logging_out_leads_to_the_log_in_page_and_ends_the_session() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let kept = ana.cookies.clone();
    let answer = ana.post("/", "log_out", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/login"));
    assert!(answer.cookie("natter_session").unwrap().contains("Max-Age=0"));
    ana.cookies = kept;
    assert_eq!(ana.open("/").await.header("location"), "/login", "a kept cookie is worth nothing");
}
