//! What whoever runs the server does by command, while it runs.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, Problem, ProblemCode, Scope, UnixMillis, UserId};
use natter::protocol::{ServerFrame, close};
use natter::server::auth::{CurrentUser, GrantSecret};
use natter::server::db::{Grant, GrantKind};
use natter::server::service::{passwords, profile};
use tempfile::TempDir;

use crate::harness::{Administrator, Client, TestServer};
use crate::visitor::{PASSWORD, Visitor, sign_up_form};

const NEW_PASSWORD: &str = "nine lanterns downhill";

async fn server_with_door() -> (TempDir, TestServer, Administrator) {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let admin = Administrator::at(&server, folder.path()).await;
    (folder, server, admin)
}

async fn log_in(server: &TestServer, login: &str, password: &str) -> u16 {
    let fields = [("login", login), ("password", password)];
    Visitor::stranger(server).call("log_in", &fields).await.status
}

/// The secret of something that was good until just now.
async fn expired_secret(server: &TestServer, kind: GrantKind, user: Option<UserId>) -> String {
    let (secret, now) = (GrantSecret::random(), UnixMillis::now());
    let expired = Grant {
        id: secret.id(),
        kind,
        user,
        created_at: UnixMillis(now.0 - 1_000),
        expires_at: Some(UnixMillis(now.0 - 1)),
        uses_left: 1,
    };
    server.app.store.insert_grant(expired).await.unwrap();
    secret.expose()
}

#[tokio::test]
async fn an_account_that_is_made_for_somebody_gets_its_password_by_the_link() {
    let (_folder, server, admin) = server_with_door().await;
    let mut ana = Client::sign_up(&server, "ana").await.tab().await;
    let text = admin.does(&["create-user", "Bo.B", "--name", "Bo Berg"]).await;
    assert!(text.contains("«Bo.B»") && text.contains("--public-url"), "{text}");
    let url = text.lines().find_map(|line| line.strip_prefix("  ")).expect("a link");
    let start = format!("http://{}/reset?code=", server.address);
    let code = url.strip_prefix(&start).unwrap_or_else(|| panic!("{url}"));

    let is_bo = |frame| match frame {
        ServerFrame::PersonChanged { person, .. } => Some(person.username.to_string()),
        _ => None,
    };
    assert_eq!(ana.expect(is_bo).await, "bo.b", "everybody sees at once who is new");
    let mut bo = Visitor::stranger(&server);
    let page = bo.open(&format!("/reset?code={code}")).await;
    assert!(page.status == 200 && page.body.contains(code), "{page:?}");
    assert_eq!(log_in(&server, "bo.b", "").await, 400);
    assert_eq!(log_in(&server, "bo.b", "anything else").await, 401);
    let listed = admin.does(&["list-users"]).await;
    assert!(listed.contains("no password yet"), "{listed}");
    assert_eq!(passwords::find_reset(&server.app, code).unwrap().full_name.as_str(), "Bo Berg");
    passwords::reset(&server.app, code, NEW_PASSWORD.into(), "").await.unwrap();
    assert_eq!(log_in(&server, "bo.b", NEW_PASSWORD).await, 200);
}

#[tokio::test]
async fn a_reset_link_is_good_once_for_a_day_and_ends_all_sessions() {
    let (_folder, server, admin) = server_with_door().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut tab = ana.tab().await;
    let link = admin.asks(&["reset-link", "ana"]).await.remove(0);
    let expires: jiff::Timestamp = link["expiresAt"].as_str().unwrap().parse().unwrap();
    let hours = (expires.as_millisecond() - UnixMillis::now().0) as f64 / 3_600_000.0;
    assert!((23.9..=24.0).contains(&hours), "{hours}");
    let code = link["url"].as_str().unwrap().split_once("?code=").unwrap().1;
    passwords::reset(&server.app, code, NEW_PASSWORD.into(), "").await.unwrap();
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    assert_eq!(log_in(&server, "ana", PASSWORD).await, 401);
    let again = passwords::reset(&server.app, code, "yet another one".into(), "").await;
    assert_eq!(again.err().unwrap().into_problem().code, ProblemCode::InvalidCode);

    let expired = expired_secret(&server, GrantKind::Reset, Some(ana.id)).await;
    let late = passwords::reset(&server.app, &expired, "yet another one".into(), "").await;
    assert_eq!(late.err().unwrap().into_problem().code, ProblemCode::InvalidCode);
}

#[tokio::test]
async fn an_invitation_lets_as_many_in_as_it_says_and_nobody_gets_in_without_one() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_str().unwrap();
    let database = format!("surrealkv://{data}/database");
    let settings = ["--data", data, "--database", &database, "--sign-up", "invite"];
    let server = TestServer::start_with(&settings).await;
    let admin = Administrator::at(&server, folder.path()).await;
    let sign_up = |username: &'static str, invite: &str| {
        let invite = invite.to_owned();
        let mut visitor = Visitor::stranger(&server);
        async move {
            let mut fields = sign_up_form(username).to_vec();
            fields.push(("invite", &invite));
            visitor.call("sign_up", &fields).await
        }
    };
    let refused = |answer: crate::visitor::Answer| answer.problem().code;
    assert_eq!(refused(sign_up("ana", "").await), ProblemCode::InviteNeeded);
    let made_up = GrantSecret::random().expose();
    assert_eq!(refused(sign_up("ana", &made_up).await), ProblemCode::InvalidCode);
    let invite = admin.gets_link(&["invite", "--uses", "2", "--days", "1"]).await;
    let page = Visitor::stranger(&server).open(&format!("/signup?invite={invite}")).await;
    assert!(page.status == 200 && page.body.contains(&invite), "{page:?}");
    assert_eq!(sign_up("ana", &invite).await.status, 200);
    assert_eq!(sign_up("bo", &invite.to_lowercase()).await.status, 200);
    assert_eq!(refused(sign_up("cy", &invite).await), ProblemCode::InvalidCode);
    let expired = expired_secret(&server, GrantKind::Invite, None).await;
    assert_eq!(refused(sign_up("cy", &expired).await), ProblemCode::InvalidCode);
    // A link for one thing is not good for another.
    let reset = admin.gets_link(&["reset-link", "ana"]).await;
    assert_eq!(refused(sign_up("cy", &reset).await), ProblemCode::InvalidCode);
    let text = admin.does(&["invite", "--uses", "3"]).await;
    assert!(text.starts_with("3 people can sign up here, until "), "{text}");
    assert!(text.contains(&format!("http://{}/signup?invite=", server.address)), "{text}");
}

#[tokio::test]
async fn who_is_disabled_is_out_within_a_second_and_comes_back_when_enabled() {
    let (_folder, server, admin) = server_with_door().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut tab, mut bos) = (ana.tab().await, bo.tab().await);
    let mut phone = Client::log_in(&server, "ana").await.tab().await;
    let reset = admin.gets_link(&["reset-link", "ana"]).await;
    admin.does(&["disable", "ana"]).await;
    let started = Instant::now();
    for socket in [&mut tab, &mut phone] {
        assert_eq!(socket.closed().await, close::SESSION_ENDED);
    }
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    let refused = ana.post(&ana.with(&bo), ClientId::random(), "still here?").await;
    assert_eq!(refused, Err(Problem::from(ProblemCode::SignedOut)));
    assert_eq!(log_in(&server, "ana", PASSWORD).await, 403);
    assert_eq!(log_in(&server, "ana", "a wrong one").await, 401, "others are told nothing");
    assert!(passwords::find_reset(&server.app, &reset).is_none(), "nor does a link let them in");
    assert!(admin.does(&["list-users"]).await.contains("disabled"));
    // Twice is once.
    admin.does(&["disable", "ana"]).await;

    admin.does(&["enable", "ana"]).await;
    let ana = Client::log_in(&server, "ana").await;
    ana.post(&ana.with(&bo), ClientId::random(), "here again").await.unwrap();
    assert_eq!(bos.message().await.body.as_str(), "here again");
}

#[tokio::test]
async fn a_deleted_account_is_gone_for_everybody_at_once_and_its_name_for_good() {
    let (_folder, server, admin) = server_with_door().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    ana.post(&ana.with(&bo), ClientId::random(), "hi").await.unwrap();
    let (mut tab, mut bos) = (ana.tab().await, bo.tab().await);
    for (input, what) in [("", "nothing"), ("bo\n", "another name"), ("yes\n", "no name")] {
        let said = admin.types_and_says(&["delete-user", "ana"], input).await;
        assert_eq!(said.code, 1, "{what}: {said:?}");
        assert!(said.err.contains("Nothing was deleted"), "{what}: {said:?}");
    }
    assert_eq!(log_in(&server, "ana", PASSWORD).await, 200);

    let said = admin.types_and_says(&["delete-user", "ana"], "ana\n").await;
    assert_eq!(said.code, 0, "{said:?}");
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    let is_gone = |frame| match frame {
        ServerFrame::PersonChanged { person, .. } => Some(person.is_deleted),
        _ => None,
    };
    assert!(bos.expect(is_gone).await);
    assert_eq!(log_in(&server, "ana", PASSWORD).await, 401);
    let listed = admin.asks(&["list-users"]).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    let taken = admin.is_refused(&["create-user", "ana"]).await;
    assert!(taken.contains("taken"), "{taken}");
    let gone = admin.is_refused(&["reset-link", "ana"]).await;
    assert!(gone.contains("Nobody here"), "{gone}");
    assert_eq!(bo.history(&ana).await.len(), 1, "what was written stays");

    admin.does(&["delete-user", "bo", "--yes"]).await;
    assert!(admin.does(&["list-users"]).await.contains("Nobody has an account"));
}

#[tokio::test]
async fn accounts_are_listed_with_what_is_known_of_them() {
    let (_folder, server, admin) = server_with_door().await;
    let mut fields = sign_up_form("ana");
    fields[2].1 = "ana@example.org";
    Visitor::stranger(&server).call("sign_up", &fields).await;
    let ana = Client::log_in(&server, "ana").await;
    let _bo = Client::sign_up(&server, "bo").await;
    let tab = ana.tab().await;
    ana.set_status("busy").await;
    let listed = admin.asks(&["list-users"]).await;
    assert_eq!(listed.len(), 2);
    let first = &listed[0];
    for (key, value) in [
        ("username", "ana".into()),
        ("fullName", "Ana Núñez".into()),
        ("email", "ana@example.org".into()),
        ("online", true.into()),
        ("status", "busy".into()),
        ("disabled", false.into()),
        ("hasPassword", true.into()),
        ("sessions", 2.into()),
    ] {
        let value: serde_json::Value = value;
        assert_eq!(first[key], value, "{key}");
    }
    let text = admin.does(&["list-users"]).await;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    let place = lines[0].find("STATUS").unwrap();
    let column: String = lines[1].chars().skip(place).collect();
    assert!(column.starts_with("busy"), "{text}");
    assert!(lines[1].contains(" now "), "{text}");
    drop(tab);
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_of_somebody() {
    let (_folder, server, admin) = server_with_door().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let phone = Client::log_in(&server, "ana").await;
    let (mut here, mut there, mut bos) = (ana.tab().await, phone.tab().await, bo.tab().await);
    assert_eq!(admin.asks(&["sessions"]).await.len(), 3);
    let of_ana = admin.asks(&["sessions", "ana"]).await;
    assert_eq!(of_ana.len(), 2);
    assert!(of_ana.iter().all(|session| session["username"] == "ana"), "{of_ana:?}");

    let id = phone.session.to_string();
    assert_eq!(admin.does(&["sessions", "--end", &id]).await, "One session has ended.\n");
    assert_eq!(there.closed().await, close::SESSION_ENDED);
    let refused = admin.is_refused(&["sessions", "--end", &id]).await;
    assert!(refused.contains("No living session"), "{refused}");
    bo.post(&ana.with(&bo), ClientId::random(), "hi").await.unwrap();
    assert_eq!(here.message().await.body.as_str(), "hi");

    Client::log_in(&server, "ana").await;
    let text = admin.does(&["sessions", "--end-all", "ana"]).await;
    assert_eq!(text, "2 sessions have ended.\n");
    assert_eq!(here.closed().await, close::SESSION_ENDED);
    assert_eq!(admin.does(&["sessions", "ana"]).await, "Nobody is signed in.\n");
    bos.ping().await;
}

#[tokio::test]
async fn the_disk_is_measured_and_what_it_holds_counted() {
    let (_folder, server, admin) = server_with_door().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    ana.post(&ana.with(&bo), ClientId::random(), "hi").await.unwrap();
    let disk = admin.asks(&["disk"]).await.remove(0);
    let part = |name: &str| {
        let parts = disk["parts"].as_array().unwrap();
        parts.iter().find(|part| part["name"] == name).map(|part| part["bytes"].as_u64().unwrap())
    };
    assert!(part("database") > Some(0) && part("keys and other files") > Some(0), "{disk}");
    assert!(disk["freeBytes"].as_u64() <= disk["totalBytes"].as_u64(), "{disk}");
    let counts: Vec<(&str, u64)> = disk["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["count"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("people", 2),
        ("sessions", 2),
        ("conversations", 1),
        ("messages", 1),
        ("waiting messages", 0),
    ];
    assert_eq!(counts, expected);
    let text = admin.does(&["disk"]).await;
    assert!(text.contains("free on this disk") && text.contains("messages"), "{text}");
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_a_sentence() {
    let (_folder, server, admin) = server_with_door().await;
    let ana = Client::sign_up(&server, "ana").await;
    for (arguments, why) in [
        (&["create-user", "ana"][..], "is taken"),
        (&["create-user", "a"], "is no username"),
        (&["create-user", "bo", "--name", ""], "full name"),
        (&["reset-link", "nobody"], "Nobody here has the username «nobody»"),
        (&["disable", "-"], "is no username"),
        (&["sessions", "nobody"], "Nobody here"),
        (&["invite", "--uses", "0"], "--uses"),
        (&["invite", "--days", "99999"], "--days"),
        (&["sessions", "--end", "mine"], "--end"),
        (&["frobnicate"], "frobnicate"),
    ] {
        let said = admin.is_refused(arguments).await;
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    // Somebody who changed their name is not hit by it.
    let current = CurrentUser { user: ana.id, session: ana.session, scope: Scope::Full };
    let edit = profile::EditProfile { username: Some("anna".into()), ..Default::default() };
    profile::edit(&server.app, &current, edit).await.unwrap();
    let said = admin.is_refused(&["delete-user", "ana", "--yes"]).await;
    assert!(said.contains("they are «anna» now"), "{said}");
    admin.does(&["disable", "anna"]).await;
}
