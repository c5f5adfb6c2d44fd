use super::*;
use crate::domain::{CommitNumber, ConversationId, Cursors, Seq, Token};
use crate::protocol::close;

/// A fact that can be told from others by its number.
fn fact(number: u64) -> ServerFrame {
    let nobody = UserId::from(uuid::Uuid::nil());
    ServerFrame::CursorsMoved {
        conversation: ConversationId::of_pair(nobody, nobody),
        cursors: Cursors { seen: Seq(number), ..Cursors::default() },
        unseen: 0,
        token: Token { epoch: "e".into(), number: CommitNumber(number) },
    }
}

#[tokio::test]
async fn every_connection_of_the_named_people_gets_a_frame_once_and_in_order() {
    let (hub, _events) = hub();
    let (ana, bo, cy) = (UserId::random(), UserId::random(), UserId::random());
    let mut theirs = [enter(&hub, ana), enter(&hub, ana), enter(&hub, bo)];
    let mut stranger = enter(&hub, cy);
    hub.publish(&[ana, bo], &fact(1));
    hub.publish(&[ana, bo, ana], &fact(2));
    for connection in &mut theirs {
        assert_eq!(next_frame(connection).await, Some(fact(1)));
        assert_eq!(next_frame(connection).await, Some(fact(2)));
        assert_eq!(next(connection).await, None);
    }
    assert_eq!(next(&mut stranger).await, None);
}

#[tokio::test]
async fn everyone_is_everyone() {
    let (hub, _events) = hub();
    let mut all = [enter(&hub, UserId::random()), enter(&hub, UserId::random())];
    hub.publish_to_everyone(&ServerFrame::Pong);
    for connection in &mut all {
        assert_eq!(next_frame(connection).await, Some(ServerFrame::Pong));
    }
}

#[tokio::test]
async fn who_does_not_read_is_closed_and_holds_up_nobody() {
    let (hub, _events) = hub();
    let ana = UserId::random();
    let (mut slow, mut quick) = (enter(&hub, ana), enter(&hub, ana));
    for number in 0..1_000 {
        hub.publish(&[ana], &fact(number));
        assert_eq!(next_frame(&mut quick).await, Some(fact(number)));
    }
    assert_eq!(next(&mut slow).await, Some(Outgoing::Close(close::TOO_SLOW)));
}

#[tokio::test]
async fn after_an_overflow_no_later_frame_hides_the_gap() {
    let (hub, _events) = hub();
    let ana = UserId::random();
    let slow = &mut enter(&hub, ana);
    for number in 0..1_000 {
        hub.publish(&[ana], &fact(number));
    }
    assert_eq!(slow.closing().await, close::TOO_SLOW);
    hub.publish(&[ana], &fact(1_000));
    for _ in 0..3 {
        assert_eq!(next(slow).await, Some(Outgoing::Close(close::TOO_SLOW)));
    }
}

#[tokio::test]
async fn a_burst_that_fits_arrives_whole() {
    let (hub, _events) = hub();
    let ana = UserId::random();
    let mut connection = enter(&hub, ana);
    for number in 0..OUTBOX_FRAMES as u64 {
        hub.publish(&[ana], &fact(number));
    }
    for number in 0..OUTBOX_FRAMES as u64 {
        assert_eq!(next_frame(&mut connection).await, Some(fact(number)));
    }
}

#[tokio::test]
async fn the_end_of_a_session_comes_before_what_waits_and_to_its_connections_only() {
    let (hub, _events) = hub();
    let (ana, laptop, phone) = (UserId::random(), SessionId::random(), SessionId::random());
    let mut ended = [hub.connect(ana, laptop), hub.connect(ana, laptop)];
    let mut other = hub.connect(ana, phone);
    hub.publish(&[ana], &fact(1));
    hub.end_session(laptop);
    hub.publish(&[ana], &fact(2));
    for connection in &mut ended {
        assert_eq!(next(connection).await, Some(Outgoing::Close(close::SESSION_ENDED)));
    }
    assert_eq!(next_frame(&mut other).await, Some(fact(1)));
    assert_eq!(next_frame(&mut other).await, Some(fact(2)));
}

#[tokio::test]
async fn the_first_reason_to_close_stands() {
    let (hub, _events) = hub();
    let session = SessionId::random();
    let connection = hub.connect(UserId::random(), session);
    hub.end_session(session);
    hub.close_all(close::GOING_AWAY);
    assert_eq!(connection.closing().await, close::SESSION_ENDED);
}

#[tokio::test]
async fn a_connection_counts_until_it_is_let_go() {
    let (hub, _events) = hub();
    let (one, other) = (enter(&hub, UserId::random()), enter(&hub, UserId::random()));
    hub.close_all(close::GOING_AWAY);
    assert_eq!(hub.count_connections(), 2);
    drop(one);
    assert_eq!(hub.count_connections(), 1);
    drop(other);
    assert_eq!(hub.count_connections(), 0);
}

#[tokio::test]
async fn publishing_from_many_threads_keeps_one_order_for_all() {
    let (hub, _events) = hub();
    let ana = UserId::random();
    let (mut one, mut other) = (enter(&hub, ana), enter(&hub, ana));
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let hub = &hub;
            scope.spawn(move || (0..50).for_each(|n| hub.publish(&[ana], &fact(thread * 100 + n))));
        }
    });
    for _ in 0..200 {
        assert_eq!(one.next().await, other.next().await);
    }
}
