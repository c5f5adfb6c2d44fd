use std::time::Duration;

use tokio::time::{advance, timeout};

use super::*;
use crate::protocol::close;

const GRACE: Duration = Duration::from_secs(5);

fn hub() -> (Hub, mpsc::UnboundedReceiver<PresenceEvent>) {
    Hub::new(HubOptions { grace: GRACE })
}

async fn next_frame(connection: &mut Connection) -> String {
    match timeout(Duration::from_secs(1), connection.next()).await {
        Ok(Outgoing::Frame(text)) => text.to_string(),
        other => panic!("expected a frame, got {other:?}"),
    }
}

async fn let_tasks_run() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_frame_reaches_every_connection_of_a_person_and_nobody_else() {
    let (hub, _events) = hub();
    let (ana, bo) = (UserId::random(), UserId::random());
    let session = SessionId::random();
    let (mut one, mut two) = (hub.connect(ana, session), hub.connect(ana, session));
    let mut others = hub.connect(bo, SessionId::random());
    hub.publish(&[ana], &ServerFrame::Pong);
    assert_eq!(next_frame(&mut one).await, r#"{"type":"pong"}"#);
    assert_eq!(next_frame(&mut two).await, r#"{"type":"pong"}"#);
    assert!(timeout(Duration::from_secs(1), others.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_first_one_in_comes_and_the_last_one_out_leaves_after_the_grace() {
    let (hub, mut events) = hub();
    let (ana, session) = (UserId::random(), SessionId::random());
    let one = hub.connect(ana, session);
    assert!(events.recv().await.unwrap().online);
    let two = hub.connect(ana, session);
    drop(one);
    advance(GRACE * 2).await;
    let_tasks_run().await;
    assert!(hub.is_online(ana) && events.try_recv().is_err());
    drop(two);
    assert!(hub.is_online(ana));
    let_tasks_run().await;
    advance(GRACE + Duration::from_millis(1)).await;
    let event = events.recv().await.unwrap();
    assert!(!event.online && event.person == ana && !hub.is_online(ana));
}

#[tokio::test(start_paused = true)]
async fn a_reload_is_no_leaving() {
    let (hub, mut events) = hub();
    let (ana, session) = (UserId::random(), SessionId::random());
    let before = hub.connect(ana, session);
    assert!(events.recv().await.unwrap().online);
    drop(before);
    let_tasks_run().await;
    advance(GRACE / 2).await;
    let after = hub.connect(ana, session);
    advance(GRACE * 3).await;
    let_tasks_run().await;
    assert!(events.try_recv().is_err());
    drop(after);
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_closed_and_nothing_is_skipped_before_that() {
    let (hub, _events) = hub();
    let (ana, bo) = (UserId::random(), UserId::random());
    let mut slow = hub.connect(ana, SessionId::random());
    let mut quick = hub.connect(bo, SessionId::random());
    for _ in 0..=OUTBOX_FRAMES {
        hub.publish(&[ana, bo], &ServerFrame::Pong);
        next_frame(&mut quick).await;
    }
    assert_eq!(slow.next().await, Outgoing::Close(close::TOO_SLOW));
}

#[tokio::test(start_paused = true)]
async fn presence_is_told_to_those_who_watch_and_to_no_others() {
    let (hub, _events) = hub();
    let (ana, bo) = (UserId::random(), UserId::random());
    let mut watching = hub.connect(ana, SessionId::random());
    hub.watch(watching.id(), vec![bo]);
    hub.publish_presence(bo, Presence { online: true, last_seen: None });
    assert!(next_frame(&mut watching).await.contains("presenceChanged"));
    hub.watch(watching.id(), vec![ana]);
    hub.publish_presence(bo, Presence::default());
    assert!(timeout(Duration::from_secs(1), watching.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn an_ended_session_closes_its_connections_and_no_others() {
    let (hub, _events) = hub();
    let (ana, ended) = (UserId::random(), SessionId::random());
    let mut gone = hub.connect(ana, ended);
    let mut stays = hub.connect(ana, SessionId::random());
    hub.end_session(ended);
    assert_eq!(gone.next().await, Outgoing::Close(close::SESSION_ENDED));
    assert!(timeout(Duration::from_secs(1), stays.next()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn the_hub_forgets_those_who_left() {
    let (hub, _events) = hub();
    let (ana, bo) = (UserId::random(), UserId::random());
    let connection = hub.connect(ana, SessionId::random());
    hub.watch(connection.id(), vec![bo]);
    drop(connection);
    let_tasks_run().await;
    advance(GRACE * 2).await;
    let_tasks_run().await;
    assert_eq!((hub.count_connections(), hub.list_online()), (0, vec![]));
    assert!(hub.registry().is_empty());
}
