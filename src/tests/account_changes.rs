//! What people change about their accounts, and what that means on every door.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, Field, Problem, ProblemCode, Scope};
use natter::protocol::{PROTOCOL_VERSION, ServerFrame, close};
use natter::server::Error;
use natter::server::auth::CurrentUser;
use natter::server::service::profile::EditProfile;
use natter::server::service::{accounts, administration, deletion, passwords, profile, sessions};

use crate::harness::{Client, Socket, TestServer, hello};
use crate::visitor::PASSWORD;

const OTHER_PASSWORD: &str = "a kettle under the stairs";

fn as_browser(client: &Client) -> CurrentUser {
    CurrentUser { user: client.id, session: client.session, scope: Scope::Full }
}

fn problem<T>(result: Result<T, Error>) -> Problem {
    result.err().expect("it is refused").into_problem()
}

async fn socket_of(server: &TestServer, bearer: &str) -> Result<Socket, u16> {
    let headers = [("authorization", format!("Bearer {bearer}"))];
    Socket::open(&server.address.to_string(), &headers).await
}

#[tokio::test]
async fn a_profile_changes_live_for_everybody() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut bos = bo.tab().await;
    let edit = EditProfile {
        username: Some("Anna".into()),
        bio: Some("Two sugars.".into()),
        email: Some("ana@example.org".into()),
        ..EditProfile::default()
    };
    profile::edit(&server.app, &as_browser(&ana), edit).await.unwrap();
    let told = bos.expect(|frame| match frame {
        ServerFrame::PersonChanged { person, .. } => Some(person),
        _ => None,
    });
    let told = told.await;
    assert_eq!((told.id, told.username.as_str()), (ana.id, "anna"));
    assert_eq!(
        (told.bio.as_str(), told.email.unwrap().as_str()),
        ("Two sugars.", "ana@example.org")
    );
    // By the old name as well.
    assert_eq!(bo.view(&ana).await.contact.person.username.as_str(), "anna");
    let taken = EditProfile { username: Some("ana".into()), ..EditProfile::default() };
    let refused = problem(profile::edit(&server.app, &as_browser(&bo), taken).await);
    assert_eq!(refused, Problem::at(Field::Username, ProblemCode::Taken));
}

#[tokio::test]
async fn another_password_ends_all_other_sessions_and_their_sockets_at_once() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let phone = Client::log_in(&server, "ana").await;
    let (mut here, mut there) = (ana.tab().await, phone.tab().await);
    let app = &server.app;
    let wrong = passwords::change(app, &as_browser(&ana), "not mine", OTHER_PASSWORD.into()).await;
    assert_eq!(problem(wrong), Problem::at(Field::OldPassword, ProblemCode::WrongPassword));
    let weak = passwords::change(app, &as_browser(&ana), PASSWORD, "password1".into()).await;
    assert_eq!(problem(weak).code, ProblemCode::WeakPassword);
    let started = Instant::now();
    passwords::change(app, &as_browser(&ana), PASSWORD, OTHER_PASSWORD.into()).await.unwrap();
    assert_eq!(there.closed().await, close::SESSION_ENDED);
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    here.ping().await;
    let with = |password: &'static str| accounts::log_in(app, "ana", password, "");
    assert_eq!(problem(with(PASSWORD).await).code, ProblemCode::WrongCredentials);
    with(OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_recovery_code_lets_its_person_back_in_once() {
    let server = TestServer::start().await;
    let app = &server.app;
    let ana = Client::sign_up(&server, "ana").await;
    Client::sign_up(&server, "bo").await;
    assert_eq!(passwords::count_recovery_codes(app, ana.id), passwords::RECOVERY_CODES);
    let codes = passwords::renew_recovery_codes(app, &as_browser(&ana), PASSWORD).await.unwrap();
    let recover = |login: &'static str, code: String, new: &'static str| async move {
        passwords::recover(app, login, &code, new.into(), "").await
    };
    let invalid = Problem::at(Field::Code, ProblemCode::InvalidCode);
    for (login, code) in
        [("bo", codes[0].clone()), ("nobody", codes[0].clone()), ("ana", "x".into())]
    {
        assert_eq!(problem(recover(login, code, OTHER_PASSWORD).await), invalid);
    }
    // A password that is refused costs no code.
    let weak = recover("ana", codes[0].clone(), "12345678").await;
    assert_eq!(problem(weak).code, ProblemCode::WeakPassword);
    let mut tab = ana.tab().await;
    recover("ana", codes[0].to_lowercase(), OTHER_PASSWORD).await.unwrap();
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    assert_eq!(problem(recover("ana", codes[0].clone(), OTHER_PASSWORD).await), invalid);
    accounts::log_in(app, "ana", OTHER_PASSWORD, "").await.unwrap();
    assert_eq!(passwords::count_recovery_codes(app, ana.id), passwords::RECOVERY_CODES - 1);
}

#[tokio::test]
async fn a_reset_link_sets_a_password_once_and_dies_with_its_use() {
    let server = TestServer::start().await;
    let app = &server.app;
    let (_, secret) = administration::create_user(app, "ana", "Ana Perez").await.unwrap();
    let other = administration::make_reset(app, "ana").await.unwrap();
    let none = accounts::log_in(app, "ana", "anything at all", "").await;
    assert_eq!(problem(none).code, ProblemCode::WrongCredentials);
    assert_eq!(passwords::find_reset(app, &secret).unwrap().username.as_str(), "ana");
    passwords::reset(app, &secret, PASSWORD.into(), "").await.unwrap();
    // Nor does another that was not used.
    assert!(passwords::find_reset(app, &secret).is_none());
    assert!(passwords::find_reset(app, &other).is_none());
    let again = passwords::reset(app, &secret, OTHER_PASSWORD.into(), "").await;
    assert_eq!(problem(again), Problem::at(Field::Code, ProblemCode::InvalidCode));
    accounts::log_in(app, "ana", PASSWORD, "").await.unwrap();
}

#[tokio::test]
async fn a_token_does_what_its_scope_allows_on_the_socket_too_until_it_is_ended() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (app, me) = (&server.app, as_browser(&ana));
    let make = |scope| sessions::make_token(app, &me, " door  bell ", scope, 7);
    assert_eq!(problem(make(Scope::Full).await).field, Some(Field::Scope));
    let (reads, bearer) = make(Scope::Read).await.unwrap();
    assert_eq!(reads.name.as_deref(), Some("door bell"));
    let mut program = socket_of(&server, &bearer).await.unwrap();
    program.send(hello(PROTOCOL_VERSION, None)).await;
    program.send_message(&ana.with(&bo), ClientId::random(), "ding").await;
    let (_, refused) = program.send_refused().await;
    assert_eq!(refused.code, ProblemCode::ScopeTooNarrow);
    let narrow = CurrentUser { session: reads.id, scope: Scope::Write, ..me.clone() };
    for refused in [
        problem(sessions::end_others(app, &narrow).await),
        problem(sessions::make_token(app, &narrow, "more", Scope::Read, 1).await),
        problem(profile::edit(app, &narrow, EditProfile::default()).await),
        problem(deletion::delete_account(app, &narrow, PASSWORD).await),
        problem(passwords::change(app, &narrow, PASSWORD, OTHER_PASSWORD.into()).await),
    ] {
        assert_eq!(refused.code, ProblemCode::ScopeTooNarrow);
    }
    // Nobody ends another's.
    let foreign = sessions::end(app, &as_browser(&bo), reads.id).await;
    assert_eq!(problem(foreign).code, ProblemCode::NotFound);
    sessions::end(app, &me, reads.id).await.unwrap();
    assert_eq!(program.closed().await, close::SESSION_ENDED);
    assert_eq!(socket_of(&server, &bearer).await.err(), Some(401));
}

#[tokio::test]
async fn whoever_deletes_their_account_leaves_their_words_and_nothing_else() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    ana.post(&ana.with(&bo), ClientId::random(), "bye").await.unwrap();
    let (app, mut tab, mut bos) = (&server.app, ana.tab().await, bo.tab().await);
    let wrong = deletion::delete_account(app, &as_browser(&ana), "not mine").await;
    assert_eq!(problem(wrong), Problem::at(Field::Password, ProblemCode::WrongPassword));
    deletion::delete_account(app, &as_browser(&ana), PASSWORD).await.unwrap();
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    let told = bos.expect(|frame| match frame {
        ServerFrame::PersonChanged { person, .. } => Some(person),
        _ => None,
    });
    let told = told.await;
    assert!(told.is_deleted && told.full_name.as_str() == "Deleted account");
    assert_eq!(bo.history(&ana).await[0].body.as_str(), "bye");
    let answer = bo.post(&bo.with(&ana), ClientId::random(), "wait!").await;
    assert_eq!(answer.unwrap_err().code, ProblemCode::AccountDeleted);
    let again = accounts::SignUp {
        full_name: "Ana".into(),
        username: "ana".into(),
        email: String::new(),
        password: OTHER_PASSWORD.into(),
        invite: String::new(),
    };
    let refused = problem(accounts::sign_up(app, again, "").await);
    assert_eq!(refused, Problem::at(Field::Username, ProblemCode::Taken));
}

#[tokio::test]
async fn who_may_sign_up_is_as_the_server_was_started() {
    let sign_up = |server: &TestServer, username: &'static str, invite: String| {
        let app = server.app.clone();
        let typed = accounts::SignUp {
            full_name: username.into(),
            username: username.into(),
            email: String::new(),
            password: PASSWORD.into(),
            invite,
        };
        async move { accounts::sign_up(&app, typed, "").await }
    };
    let closed = TestServer::start_with(&["--sign-up", "closed"]).await;
    let refused = problem(sign_up(&closed, "ana", String::new()).await);
    assert_eq!(refused.code, ProblemCode::SignUpClosed);
    let invite = TestServer::start_with(&["--sign-up", "invite"]).await;
    let refused = problem(sign_up(&invite, "ana", String::new()).await);
    assert_eq!(refused.code, ProblemCode::InviteNeeded);
    let secret = administration::make_invite(&invite.app, 1, 7).await.unwrap();
    sign_up(&invite, "ana", secret.clone()).await.unwrap();
    let refused = problem(sign_up(&invite, "bo", secret).await);
    assert_eq!(refused, Problem::at(Field::Invite, ProblemCode::InvalidCode));
}

#[tokio::test]
async fn whoever_is_switched_off_is_out_at_once_and_in_again_when_switched_on() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let (app, mut tab) = (&server.app, ana.tab().await);
    administration::set_disabled(app, "ana", true).await.unwrap();
    assert_eq!(tab.closed().await, close::SESSION_ENDED);
    let log_in = || accounts::log_in(app, "ana", PASSWORD, "");
    assert_eq!(problem(log_in().await).code, ProblemCode::AccountDisabled);
    administration::set_disabled(app, "ana", false).await.unwrap();
    log_in().await.unwrap();
}
