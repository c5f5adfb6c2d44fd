use super::*;
use crate::domain::Presence;

/// What is told next: who, and whether they are there.
async fn told(events: &mut UnboundedReceiver<PresenceEvent>) -> (UserId, bool) {
    let event = timeout(Duration::from_secs(5), events.recv()).await.unwrap().unwrap();
    (event.person, event.online)
}

async fn nothing_is_told(events: &mut UnboundedReceiver<PresenceEvent>) {
    assert!(timeout(GRACE * 3, events.recv()).await.is_err());
}

#[tokio::test]
async fn the_first_one_in_and_the_last_one_out_are_told() {
    let (hub, mut events) = hub();
    let ana = UserId::random();
    assert!(!hub.is_online(ana));
    let (one, other) = (enter(&hub, ana), enter(&hub, ana));
    assert_eq!(told(&mut events).await, (ana, true));
    drop(one);
    nothing_is_told(&mut events).await;
    drop(other);
    assert_eq!(told(&mut events).await, (ana, false));
    assert!(!hub.is_online(ana));
}

#[tokio::test]
async fn a_reload_is_not_told() {
    let (hub, mut events) = hub();
    let ana = UserId::random();
    let tab = enter(&hub, ana);
    assert_eq!(told(&mut events).await, (ana, true));
    drop(tab);
    assert!(hub.is_online(ana), "within the grace one is still there");
    let _tab = enter(&hub, ana);
    nothing_is_told(&mut events).await;
    assert!(hub.is_online(ana));
}

#[tokio::test]
async fn a_grace_that_ends_says_nothing_of_a_later_leaving() {
    let (hub, _events) = hub();
    let ana = UserId::random();
    let leave = || {
        let connection = enter(&hub, ana);
        hub.registry().remove(connection.id()).unwrap()
    };
    let (first, second) = (leave(), leave());
    assert!(!hub.registry().forget_if_gone(ana, first) && hub.is_online(ana));
    assert!(hub.registry().forget_if_gone(ana, second) && !hub.is_online(ana));
}

#[tokio::test]
async fn one_is_gone_since_the_last_connection_went_not_since_the_grace_ended() {
    let grace = Duration::from_secs(1);
    let (hub, mut events) = Hub::new(HubOptions { grace });
    let tab = enter(&hub, UserId::random());
    let came = events.recv().await.unwrap().at;
    drop(tab);
    let left = events.recv().await.unwrap().at;
    assert!((came.0..came.0 + 900).contains(&left.0), "{left:?}, came {came:?}");
}

#[tokio::test]
async fn only_those_who_watch_are_told() {
    let (hub, _events) = hub();
    let (ana, bo) = (UserId::random(), UserId::random());
    let (mut watching, mut not_watching) = (enter(&hub, ana), enter(&hub, ana));
    hub.watch(watching.id(), vec![bo, ana]);
    let presence = Presence { online: true, last_seen: None };
    hub.publish_presence(bo, presence);
    let told = ServerFrame::PresenceChanged { person: bo, presence };
    assert_eq!(next_frame(&mut watching).await, Some(told));
    assert_eq!(next(&mut not_watching).await, None);
    hub.watch(watching.id(), vec![ana]);
    hub.publish_presence(bo, presence);
    assert_eq!(next(&mut watching).await, None);
}

#[tokio::test]
async fn the_hub_forgets_those_who_left() {
    let (hub, mut events) = hub();
    let (ana, bo) = (UserId::random(), UserId::random());
    let connection = enter(&hub, ana);
    hub.watch(connection.id(), vec![bo]);
    drop(connection);
    while events.recv().await.is_some_and(|event| event.online) {}
    assert_eq!((hub.count_connections(), hub.list_online()), (0, vec![]));
    assert!(hub.registry().is_empty());
}
