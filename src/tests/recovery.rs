//! Ways back and ways in: recovery codes, reset links, invites.

use natter::domain::{Field, Problem, ProblemCode};
use natter::server::service::administration;

use crate::harness::TestServer;
use crate::visitor::{PASSWORD, Visitor, sign_up_form};

const BETTER: &str = "seven geese at dawn";

/// The recovery codes on a page.
fn codes(page: &str) -> Vec<String> {
    let items = page.split("<li class=\"whitespace-nowrap\">").skip(1);
    items.map(|item| item.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn codes_are_shown_after_signing_up_until_they_were_kept() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let shown = codes(&ana.open("/welcome").await.body);
    assert_eq!(shown.len(), 10);
    assert_eq!(codes(&ana.open("/welcome").await.body), shown, "a page may be loaded twice");
    let answer = ana.post("/welcome", "keep_codes", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert!(codes(&ana.open("/welcome").await.body).is_empty());
}

#[tokio::test]
async fn a_code_sets_a_new_password_once_and_signs_in() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let shown = codes(&ana.open("/welcome").await.body);
    Visitor::member(&server, "bo").await;
    let mut lost = Visitor::stranger(&server);
    let recover = async |visitor: &mut Visitor, login: &str, code: &str, password: &str| {
        let fields = [("login", login), ("code", code), ("password", password)];
        visitor.post("/recover", "recover", &fields).await
    };
    for (login, code) in [("bo", shown[0].as_str()), ("nobody", &shown[0]), ("ana", "ABCDE")] {
        let answer = recover(&mut lost, login, code, BETTER).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/recover"));
        let page = lost.open("/recover").await.body;
        assert!(page.contains("unknown, used up or expired") && page.contains(login), "{page}");
        assert!(!page.contains(code), "a code is as good as a password");
    }
    // A password that is refused uses nothing up.
    let answer = recover(&mut lost, "ana", &shown[0], "password").await;
    assert_eq!(answer.header("location"), "/recover");
    let sloppy = shown[0].to_lowercase().replace('-', " ");
    let answer = recover(&mut lost, "ana", &sloppy, BETTER).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert_eq!(lost.open("/").await.status, 200, "signed in");
    assert_eq!(ana.open("/").await.status, 303, "every session before has ended");
    let left = lost.open("/settings/recovery").await.body;
    assert!(left.contains("Codes that can still be used: 9"), "{left}");
    let mut thief = Visitor::stranger(&server);
    let answer = recover(&mut thief, "ana", &shown[0], "another good password").await;
    assert_eq!(answer.header("location"), "/recover", "once");
}

#[tokio::test]
async fn new_codes_replace_the_old_ones_and_ask_for_the_password() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let old = codes(&ana.open("/welcome").await.body);
    let page = "/settings/recovery";
    ana.post("/welcome", "keep_codes", &[]).await;
    ana.post(page, "renew_recovery_codes", &[("password", "not it")]).await;
    assert!(ana.open(page).await.body.contains("That is not your password"));
    let answer = ana.post(page, "renew_recovery_codes", &[("password", PASSWORD)]).await;
    assert_eq!((answer.status, answer.header("location")), (303, page));
    let fresh = codes(&ana.open(page).await.body);
    assert!(fresh.len() == 10 && !fresh.contains(&old[0]));
    let mut lost = Visitor::stranger(&server);
    let fields = [("login", "ana"), ("code", old[0].as_str()), ("password", BETTER)];
    let refused = lost.call("recover", &fields).await.problem();
    assert_eq!(refused, Problem::at(Field::Code, ProblemCode::InvalidCode));
}

#[tokio::test]
async fn a_reset_link_names_whose_it_is_and_works_once() {
    let server = TestServer::start().await;
    let mut ana = Visitor::member(&server, "ana").await;
    let code = administration::make_reset(&server.app, "ana").await.unwrap();
    let mut lost = Visitor::stranger(&server);
    let link = format!("/reset?code={code}");
    let page = lost.open(&link).await.body;
    assert!(page.contains("Ana Núñez") && page.contains("@ana"), "{page}");
    let weak = [("code", code.as_str()), ("password", "password")];
    let answer = lost.post(&link, "reset_password", &weak).await;
    assert_eq!(answer.header("location"), link);
    let page = lost.open(&link).await.body;
    assert!(page.contains("among the first") && page.contains(&format!("value=\"{code}\"")));
    let fields = [("code", code.as_str()), ("password", BETTER)];
    let answer = lost.post(&link, "reset_password", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/"));
    assert_eq!((lost.open("/").await.status, ana.open("/").await.status), (200, 303));
    let mut late = Visitor::stranger(&server);
    assert!(late.open(&link).await.body.contains("This link does not work any more"));
    assert_eq!(late.call("reset_password", &fields).await.status, 403);
}

#[tokio::test]
async fn by_invitation_the_form_is_there_for_the_invited_alone() {
    let server = TestServer::start_with(&["--sign-up", "invite"]).await;
    let invite = administration::make_invite(&server.app, 1, 7).await.unwrap();
    let mut ana = Visitor::stranger(&server);
    let page = ana.open("/signup").await.body;
    assert!(page.contains("By invitation only") && !page.contains("<form"), "{page}");
    assert!(ana.open("/signup?invite=ABCDE").await.body.contains("does not work any more"));
    let link = format!("/signup?invite={invite}");
    assert!(ana.open(&link).await.body.contains(&format!("name=\"invite\" value=\"{invite}\"")));
    let mut fields = sign_up_form("ana").to_vec();
    assert_eq!(ana.call("sign_up", &fields).await.problem().code, ProblemCode::InviteNeeded);
    fields.push(("invite", &invite));
    let answer = ana.post(&link, "sign_up", &fields).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/welcome"));
    let mut late = Visitor::stranger(&server);
    assert!(late.open(&link).await.body.contains("does not work any more"), "one use");
}

#[tokio::test]
async fn where_sign_up_is_closed_the_page_says_so() {
    let server = TestServer::start_with(&["--sign-up", "closed"]).await;
    let page = Visitor::stranger(&server).open("/signup").await.body;
    assert!(page.contains("Nobody can sign up at the moment") && !page.contains("<form"));
}

#[tokio::test]
async fn a_password_is_judged_while_it_is_typed_by_what_else_was_typed() {
    let server = TestServer::start().await;
    let mut ana = Visitor::stranger(&server);
    for (password, refused) in
        [("short", true), ("password1", true), ("bo.the.second", true), (BETTER, false)]
    {
        let fields =
            [("password", password), ("full_name", "Ana Lindqvist"), ("username", "bo.the.second")];
        let answer = ana.call("judge_password", &fields).await;
        assert_eq!(answer.status, 200);
        let strength: natter::domain::Strength = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(strength.problem.is_some(), refused, "{password}: {strength:?}");
        assert!(refused || strength.score >= 2);
    }
}
