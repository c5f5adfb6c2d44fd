//! Where WebSockets are blocked: the same talk over an event stream.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, Seq};
use natter::protocol::{ClientFrame, Resume, ServerFrame, close};

use crate::harness::{Caller, Client, Socket, TestServer, until};

#[tokio::test]
async fn ana_and_bo_talk_over_a_stream_as_over_a_socket() {
    let server = TestServer::start_with(&["--websockets", "off"]).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.event_stream().await, bo.event_stream().await);
    anas.hello(7, None).await;
    bos.hello(1, None).await;

    let hi = ClientId::random();
    anas.send_message(7, &conversation, hi, "hi Bo").await;
    let heard = bos.message(1).await;
    assert_eq!((heard.sender, heard.client_id, heard.seq), (ana.id, hi, Seq(1)));
    assert_eq!(anas.message(7).await, heard);

    bos.say(1, ClientFrame::MarkSeen { conversation: conversation.clone(), seq: Seq(1) }).await;
    let seen = |frame| match frame {
        ServerFrame::ReceiptsMoved { person, receipts, .. } => Some((person, receipts.seen)),
        _ => None,
    };
    assert_eq!(anas.expect(7, seen).await, (bo.id, Seq(1)));
    anas.say(7, ClientFrame::Ping).await;
    anas.expect(7, |frame| (frame == ServerFrame::Pong).then_some(())).await;

    anas.send_message(7, &conversation, hi, "hi Bo").await;
    assert_eq!(anas.message(7).await, heard, "sent again it is the same one");
    assert_eq!(ana.history(&bo).await, [heard]);
}

#[tokio::test]
async fn each_tab_of_a_stream_is_a_connection_of_its_own() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut anas = ana.event_stream().await;
    for tab in 1..=3 {
        anas.hello(tab, None).await;
    }
    assert_eq!(server.app.hub.count_connections(), 3);
    bo.post(&ana.with(&bo), ClientId::random(), "to all three").await.unwrap();
    // In whatever order the stream has them.
    let mut told = vec![];
    while told.len() < 3 {
        let (_, data) = anas.event().await.expect("it goes on");
        told.extend(
            data.contains("to all three").then(|| data.split(' ').next().unwrap().to_owned()),
        );
    }
    told.sort();
    assert_eq!(told, ["1", "2", "3"]);

    assert_eq!(anas.caller.say(&anas.id, 2, "").await, 204, "it says goodbye");
    until(|| server.app.hub.count_connections() == 2).await;
    assert_eq!(anas.say(2, ClientFrame::Ping).await, 404);
    anas.say(3, ClientFrame::Ping).await;
    anas.expect(3, |frame| (frame == ServerFrame::Pong).then_some(())).await;
}

#[tokio::test]
async fn who_comes_back_over_a_stream_misses_nothing() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut stream = ana.event_stream().await;
    let (_, token) = stream.hello(1, None).await;
    drop(stream);
    until(|| server.app.hub.count_connections() == 0 && server.app.streams.count() == 0).await;
    let mut stream = ana.event_stream().await;
    assert_eq!(stream.hello(1, Some(token.clone())).await.0, Resume::UpToDate);
    assert_eq!(stream.caller.say(&stream.id, 1, "").await, 204);
    bo.post(&ana.with(&bo), ClientId::random(), "meanwhile").await.unwrap();
    assert_eq!(stream.hello(2, Some(token.clone())).await.0, Resume::CatchUp);
    let missed = stream.expect(2, |frame| match frame {
        ServerFrame::Missed { conversations, more, .. } => Some((conversations, more)),
        _ => None,
    });
    let (conversations, more) = missed.await;
    assert_eq!(conversations[0].contact.conversation, ana.with(&bo));
    assert!(!more);
    // Over a socket it is the same token.
    assert_eq!(ana.tab_with(Some(token)).await.1, Resume::CatchUp);
}

#[tokio::test]
async fn a_stream_ends_with_its_session_within_a_second_with_tabs_and_without() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut used, mut unused) = (ana.event_stream().await, ana.event_stream().await);
    used.hello(1, None).await;
    used.hello(2, None).await;
    let started = Instant::now();
    let () = ana.call("log_out", &[]).await.unwrap();
    assert_eq!(used.closed(1).await, close::SESSION_ENDED);
    used.ended().await;
    assert!(started.elapsed() < Duration::from_millis(900), "{:?}", started.elapsed());
    unused.ended().await;
    assert!(started.elapsed() < Duration::from_millis(1_900), "{:?}", started.elapsed());
    let late = ClientFrame::SendMessage {
        conversation: ana.with(&bo),
        client_id: ClientId::random(),
        body: "too late".into(),
    };
    assert_eq!(used.say(1, late).await, 401);
    assert_eq!(used.caller.listen().await.err(), Some(401));
    assert!(bo.history(&ana).await.is_empty());
    assert_eq!(server.app.streams.count(), 0);
}

#[tokio::test]
async fn a_server_that_stops_says_so_on_its_streams_and_does_not_wait_for_them() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let (mut used, mut unused) = (ana.event_stream().await, ana.event_stream().await);
    used.hello(1, None).await;
    let started = Instant::now();
    server.stop().await;
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(used.closed(1).await, close::GOING_AWAY);
    unused.ended().await;
}

#[tokio::test]
async fn a_stream_is_neither_kept_nor_held_back_on_its_way() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let stream = ana.event_stream().await;
    let header = |name: &str| stream.response.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/event-stream");
    assert!(header("cache-control").contains("no-store"));
    assert_eq!(header("x-accel-buffering"), "no");
}

#[tokio::test]
async fn each_way_can_be_turned_off() {
    let off = |flag| [flag, "off"];
    let server = TestServer::start_with(&off("--server-sent-events")).await;
    let ana = Client::sign_up(&server, "ana").await;
    assert_eq!(Caller::of(&ana).listen().await.err(), Some(404));
    assert_eq!(Caller::of(&ana).say(&ClientId::random().to_string(), 1, "").await, 404);
    ana.tab().await.ping().await;
    let server = TestServer::start_with(&off("--websockets")).await;
    let ana = Client::sign_up(&server, "ana").await;
    let socket = Socket::open(&server.address.to_string(), &ana.page_headers()).await;
    assert_eq!(socket.err(), Some(404));
    ana.event_stream().await.hello(1, None).await;
}
