//! The pages of one's own account, as a browser without a script uses them.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, ConversationId};
use natter::protocol::{ServerFrame, close};

use crate::harness::{Client, TestServer};
use crate::visitor::{PASSWORD, Visitor, sign_up_form};

const BETTER: &str = "seven geese at dawn";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

#[tokio::test]
async fn an_edited_profile_is_saved_and_told_to_everyone_live() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let bo = Client::sign_up(&server, "bo").await;
    let mut tab = bo.tab().await;
    let fields = [
        ("full_name", "Ana <Núñez>"),
        ("username", "ana.n"),
        ("email", "ana@example.org"),
        ("bio", "One.\r\nTwo & three.</textarea><b>"),
    ];
    let answer = ana.post("/settings/profile", "edit_profile", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings/profile?saved"));
    let person = tab
        .expect(|frame| match frame {
            ServerFrame::PersonChanged { person, .. } if person.username.as_str() == "ana.n" => {
                Some(person)
            }
            _ => None,
        })
        .await;
    assert_eq!(person.full_name.as_str(), "Ana <Núñez>");
    assert_eq!(person.bio.as_str(), "One.\nTwo & three.</textarea><b>");
    assert_eq!(person.email.unwrap().as_str(), "ana@example.org");
    let page = ana.open("/settings/profile?saved").await.body;
    for shown in ["Saved.", "ana@example.org", "One.\nTwo &amp; three.&lt;/textarea>&lt;b>"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("<Núñez>"), "typed text is never markup");
}

#[tokio::test]
async fn a_refused_profile_comes_back_as_it_was_typed() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    Visitor::member(&server, "bo").await;
    let bio = "ü".repeat(301);
    for (name, value, said) in
        [("username", "BO", "This username is taken"), ("bio", &bio, "at most 300 characters")]
    {
        let mut fields =
            [("full_name", "Ana the First"), ("username", "ana"), ("email", ""), ("bio", "Hello")];
        fields.iter_mut().find(|(field, _)| *field == name).unwrap().1 = value;
        let answer = ana.post("/settings/profile", "edit_profile", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/settings/profile"));
        let page = ana.open("/settings/profile").await.body;
        assert!(page.contains(said) && page.contains("Ana the First"), "{name}: {page}");
        assert!(page.contains(value) && page.contains("aria-invalid=\"true\""), "{name}");
    }
    assert!(ana.open("/settings/profile").await.body.contains("Ana Núñez"), "nothing was saved");
}

#[tokio::test]
async fn an_address_of_a_former_name_leads_to_the_name_of_now() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let mut bo = Visitor::member(&server, "bo").await;
    let fields = [("full_name", "Ana"), ("username", "anita")];
    ana.post("/settings/profile", "edit_profile", &fields).await;
    let old = bo.open("/c/ana").await;
    assert_eq!((old.status / 100, old.header("location")), (3, "/c/anita"));
    let now = bo.open("/c/anita").await;
    assert_eq!((now.status, now.header("location")), (200, ""));
}

#[tokio::test]
async fn another_password_ends_every_other_session_within_a_second() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let phone = Client::log_in(&server, "ana").await;
    let mut tab = phone.tab().await;
    let page = "/settings/password";
    for (old, new, at, said) in [
        ("not it", BETTER, "old_password", "That is not your password"),
        ("", BETTER, "old_password", "Please fill this in"),
        (PASSWORD, "password", "password", "among the first that would be guessed"),
        (PASSWORD, "short", "password", "at least 8 characters"),
    ] {
        let fields = [("old_password", old), ("password", new)];
        let answer = ana.post(page, "change_password", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, page), "{said}");
        let body = ana.open(page).await.body;
        let note = body.split(&format!("id=\"{at}-note\"")).nth(1).unwrap();
        assert!(note.split("</div>").next().unwrap().contains(said), "{said}: {body}");
        assert!(!body.contains(BETTER) && !body.contains(PASSWORD), "no password comes back");
    }
    let started = Instant::now();
    let fields = [("old_password", PASSWORD), ("password", BETTER)];
    let answer = ana.post(page, "change_password", &fields).await;
    assert_eq!(answer.header("location"), "/settings/password?changed");
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    assert_eq!(ana.open("/settings/password?changed").await.status, 200, "this one goes on");
    let mut later = Visitor::stranger(&server);
    for (password, status) in [(PASSWORD, 401), (BETTER, 200)] {
        let fields = [("login", "ana"), ("password", password)];
        assert_eq!(later.call("log_in", &fields).await.status, status);
    }
}

#[tokio::test]
async fn sessions_are_listed_in_words_and_can_be_ended_one_by_one_or_together() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let mut others = vec![];
    for user_agent in [FIREFOX, "curl/8.5.0", ""] {
        let mut other = Visitor::stranger(&server);
        let request = other.request(reqwest::Method::POST, "/api/log_in");
        let request = request.header("user-agent", user_agent).header("accept", "application/json");
        let answer = other.send(request.form(&[("login", "ana"), ("password", PASSWORD)])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        others.push(other);
    }
    let page = ana.open("/settings/sessions").await.body;
    for words in ["Firefox on Linux", "curl", "Unknown browser", "This one"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let mut bo = Visitor::member(&server, "bo").await;
    let firefox = others[0].current().unwrap().session.to_string();
    let fields = [("session", firefox.as_str())];
    assert_eq!(bo.call("end_session", &fields).await.status, 404, "another's");
    let answer = ana.post("/settings/sessions", "end_session", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings/sessions"));
    assert!(!ana.open("/settings/sessions").await.body.contains("Firefox on Linux"));
    assert_eq!(others[0].open("/").await.status, 303);
    assert_eq!(others[1].open("/").await.status, 200);
    let answer = ana.post("/settings/sessions", "end_other_sessions", &[]).await;
    assert_eq!(answer.header("location"), "/settings/sessions?ended");
    assert_eq!(others[1].open("/").await.status, 303);
    assert!(ana.open("/settings/sessions").await.body.contains("logged in nowhere else"));
}

#[tokio::test]
async fn a_token_is_shown_once_works_as_far_as_its_scope_and_can_be_revoked() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let notes = ConversationId::of_pair(ana.id(), ana.id()).to_string();
    let fields = [("name", "  Weather <b>bot</b> "), ("scope", "read"), ("days", "7")];
    let answer = ana.post("/settings/tokens", "make_token", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/settings/tokens"));
    let page = ana.open("/settings/tokens").await.body;
    let token = page.split("data-copies=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let again = ana.open("/settings/tokens").await.body;
    assert!(again.contains("Weather &lt;b&gt;bot") && !again.contains(&token), "{again}");

    let mut program = Visitor::stranger(&server);
    let mut call = async |function: &str, fields: &[(&str, &str)]| {
        let request = program.request(reqwest::Method::POST, &format!("/api/{function}"));
        let request = request.header("authorization", format!("Bearer {token}"));
        program.send(request.form(fields)).await.status
    };
    let client_id = ClientId::random().to_string();
    let message =
        [("conversation", notes.as_str()), ("client_id", &client_id), ("body", "from a program")];
    assert_eq!(call("send_message", &message).await, 403);
    assert_eq!(call("make_token", &fields).await, 403);
    assert_eq!(call("end_other_sessions", &[]).await, 403);
    let profile = [("full_name", "Mallory"), ("username", "ana")];
    assert_eq!(call("edit_profile", &profile).await, 403);

    let id = again.split("name=\"session\" value=\"").nth(1).unwrap();
    let id = id.split('"').next().unwrap();
    ana.post("/settings/tokens", "end_session", &[("session", id)]).await;
    assert!(ana.open("/settings/tokens").await.body.contains("No program has a token"));
    assert_eq!(call("end_other_sessions", &[]).await, 401);
    for fields in [
        [("name", ""), ("scope", "read"), ("days", "7")],
        [("name", "a"), ("scope", "full"), ("days", "7")],
        [("name", "a"), ("scope", "everything"), ("days", "7")],
        [("name", "a"), ("scope", "read"), ("days", "0")],
    ] {
        assert_eq!(ana.call("make_token", &fields).await.status, 400, "{fields:?}");
    }
}

#[tokio::test]
async fn a_program_sees_no_page_and_takes_no_fresh_secret() {
    let server = TestServer::start().await;
    let mut ana = Visitor::stranger(&server);
    let answer = ana.post("/signup", "sign_up", &sign_up_form("ana")).await;
    assert_eq!(answer.header("location"), "/welcome");
    let mut phone = Visitor::stranger(&server);
    phone.call("log_in", &[("login", "ana"), ("password", PASSWORD)]).await;
    let elsewhere = phone.open("/welcome").await.body;
    assert!(!elsewhere.contains("I have kept them"), "another session is not shown them");
    assert!(ana.open("/welcome").await.body.contains("I have kept them"));
}

#[tokio::test]
async fn a_deleted_account_is_gone_and_what_it_wrote_is_not() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let bo = Client::sign_up(&server, "bo").await;
    let conversation = ConversationId::of_pair(ana.id(), bo.id);
    let client_id = ClientId::random().to_string();
    let fields =
        [("conversation", conversation.as_str()), ("client_id", &client_id), ("body", "so long")];
    assert_eq!(ana.call("send_message", &fields).await.status, 200);
    let page = "/settings/data";
    for (username, password, said) in [
        ("bo", PASSWORD, "This is not your username"),
        ("", PASSWORD, "Please fill this in"),
        ("ana", "not it", "That is not your password"),
    ] {
        let fields = [("username", username), ("password", password)];
        let answer = ana.post(page, "delete_account", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (303, page), "{said}");
        let body = ana.open(page).await.body;
        assert!(body.contains(said) && body.contains("<details open"), "{body}");
    }
    let mut tab = bo.tab().await;
    let fields = [("username", " ANA"), ("password", PASSWORD)];
    let answer = ana.post(page, "delete_account", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/login?deleted"));
    assert!(answer.cookie("natter_session").unwrap().contains("Max-Age=0"));
    assert!(ana.open("/login?deleted").await.body.contains("Your account is deleted"));
    tab.expect(|frame| match frame {
        ServerFrame::PersonChanged { person, .. } => person.is_deleted.then_some(()),
        _ => None,
    })
    .await;
    let gone = bo.overview().await.page.contacts.remove(0).person;
    assert!(gone.is_deleted && gone.full_name.as_str() == "Deleted account", "{gone:?}");
    let mut bo_again = Visitor::stranger(&server);
    bo_again.call("log_in", &[("login", "bo"), ("password", PASSWORD)]).await;
    let page = bo_again.open(&format!("/c/{}", gone.username)).await.body;
    assert!(page.contains("so long") && page.contains("This account was deleted"), "{page}");
    assert!(!page.contains("<textarea"), "nothing to write with");
    let taken = bo_again.call("sign_up", &sign_up_form("ana")).await;
    assert_eq!(taken.status, 409, "the name is never given again");
}
