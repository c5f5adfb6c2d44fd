//! Who is there.

use std::time::Duration;

use natter::domain::{Presence, ProblemCode, UnixMillis, UserId};
use natter::protocol::{ClientFrame, ServerFrame, WATCHED_PEOPLE_MAX};
use tokio::time::{sleep, timeout};

use crate::harness::{Client, Socket, TestServer};

/// Longer than the grace of these servers.
const GRACE_OVER: Duration = Duration::from_millis(1_200);

async fn told(tab: &mut Socket) -> (UserId, Presence) {
    tab.expect(|frame| match frame {
        ServerFrame::PresenceChanged { person, presence } => Some((person, presence)),
        _ => None,
    })
    .await
}

async fn nothing_is_told(tab: &mut Socket) {
    if let Ok(told) = timeout(GRACE_OVER, told(tab)).await {
        panic!("{told:?}");
    }
}

async fn watch(tab: &mut Socket, people: &[UserId]) {
    tab.send(ClientFrame::WatchPeople { people: people.to_vec() }).await;
}

#[tokio::test]
async fn who_watches_is_told_now_and_of_each_change() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut anas = ana.tab().await;
    watch(&mut anas, &[bo.id, ana.id]).await;
    assert_eq!(told(&mut anas).await, (bo.id, Presence { online: false, last_seen: None }));
    assert_eq!(told(&mut anas).await, (ana.id, Presence { online: true, last_seen: None }));

    let bos = bo.tab().await;
    assert_eq!(told(&mut anas).await, (bo.id, Presence { online: true, last_seen: None }));
    assert!(ana.contact(&bo).await.person.presence.online);

    let before = UnixMillis::now();
    bos.close().await;
    let (person, left) = told(&mut anas).await;
    let last_seen = left.last_seen.unwrap();
    assert!(person == bo.id && !left.online);
    assert!(before <= last_seen && last_seen <= UnixMillis::now(), "{before:?} {last_seen:?}");
    assert_eq!(ana.contact(&bo).await.person.presence, left, "pages say the same");
}

#[tokio::test]
async fn a_reload_does_not_flicker() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    watch(&mut anas, &[bo.id]).await;
    assert!(told(&mut anas).await.1.online);
    for _ in 0..3 {
        bos.close().await;
        while server.app.hub.count_connections() > 1 {
            sleep(Duration::from_millis(1)).await;
        }
        assert!(ana.contact(&bo).await.person.presence.online);
        bos = bo.tab().await;
    }
    nothing_is_told(&mut anas).await;
}

#[tokio::test]
async fn the_last_of_several_tabs_is_what_makes_one_offline() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let phone = Client::log_in(&server, "bo").await;
    let (mut anas, one) = (ana.tab().await, bo.tab().await);
    let (other, on_phone) = (bo.tab().await, phone.tab().await);
    watch(&mut anas, &[bo.id]).await;
    assert!(told(&mut anas).await.1.online);
    one.close().await;
    other.close().await;
    nothing_is_told(&mut anas).await;
    // Not closed: torn off.
    drop(on_phone);
    assert!(!told(&mut anas).await.1.online);
}

#[tokio::test]
async fn a_tab_is_told_of_the_people_it_named_last_only() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let mut anas = ana.tab().await;
    watch(&mut anas, &[bo.id]).await;
    told(&mut anas).await;
    watch(&mut anas, &[cy.id]).await;
    assert_eq!(told(&mut anas).await.0, cy.id);
    let (_bos, _cys) = (bo.tab().await, cy.tab().await);
    assert_eq!(told(&mut anas).await, (cy.id, Presence { online: true, last_seen: None }));
    nothing_is_told(&mut anas).await;
}

#[tokio::test]
async fn people_who_do_not_exist_are_passed_over_and_nobody_is_told_twice() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut anas = ana.tab().await;
    watch(&mut anas, &[UserId::random(), bo.id, bo.id]).await;
    assert_eq!(told(&mut anas).await.0, bo.id);
    nothing_is_told(&mut anas).await;
}

#[tokio::test]
async fn more_people_than_may_be_watched_are_refused_and_as_many_as_may_are_told() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut anas = ana.tab().await;
    let mut people = vec![bo.id; WATCHED_PEOPLE_MAX];
    watch(&mut anas, &people).await;
    assert_eq!(told(&mut anas).await.0, bo.id);
    people.push(ana.id);
    watch(&mut anas, &people).await;
    assert_eq!(anas.command_refused().await.code, ProblemCode::TooLarge);
    let _bos = bo.tab().await;
    assert_eq!(told(&mut anas).await.0, bo.id, "those named before are still watched");
}

#[tokio::test]
async fn when_somebody_was_last_seen_outlives_the_server() {
    let folder = tempfile::TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (_anas, _bos) = (ana.tab().await, bo.tab().await);
    let stopped = UnixMillis::now();
    server.stop().await;
    let server = TestServer::start_on(folder.path()).await;
    let ana = Client::log_in(&server, "ana").await;
    let presence = ana.contact(&bo).await.person.presence;
    assert!(!presence.online);
    assert!(presence.last_seen >= Some(stopped), "{presence:?}, stopped {stopped:?}");
}
