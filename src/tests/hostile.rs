//! What no client of ours says. None of it harms the server or anybody else.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, ProblemCode};
use natter::protocol::{ClientFrame, FRAME_MAX_BYTES, PROTOCOL_VERSION, close, encode};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use crate::harness::{Client, Socket, TestServer, until};

/// Bo, on whom nothing of it has an effect.
async fn is_well(server: &TestServer, bo: &Client, bos: &mut Socket) {
    bos.send_message(&bo.with(bo), ClientId::random(), "all is well").await;
    assert_eq!(bos.message().await.body.as_str(), "all is well");
    let health = format!("http://{}/healthz", server.address);
    assert_eq!(reqwest::get(health).await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn what_is_no_command_is_refused_and_the_next_command_is_carried_out() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let deep = "[".repeat(60_000);
    let half_a_send = r#"{"sendMessage":{"clientId":"x"}}"#;
    for (said, code) in [
        ("", ProblemCode::MalformedFrame),
        ("hello", ProblemCode::MalformedFrame),
        ("{\"hello\":", ProblemCode::MalformedFrame),
        (&deep, ProblemCode::MalformedFrame),
        (half_a_send, ProblemCode::MalformedFrame),
        (r#"{"markSeen":{"conversation":"..","seq":1}}"#, ProblemCode::MalformedFrame),
        ("\"launchRocket\"", ProblemCode::UnknownFrame),
        ("\"welcome\"", ProblemCode::UnknownFrame),
    ] {
        anas.say(Message::text(said)).await;
        assert_eq!(anas.command_refused().await.code, code, "{said:.60}");
        anas.ping().await;
    }
    is_well(&server, &bo, &mut bos).await;
}

#[tokio::test]
async fn frames_that_are_too_long_or_no_text_end_the_connection_that_said_them() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut bos = bo.tab().await;
    let text = |bytes: &[u8]| {
        Message::Frame(Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true))
    };
    let ping = encode(&ClientFrame::Ping);
    let longest = format!("{}{ping}", " ".repeat(FRAME_MAX_BYTES - ping.len()));
    for said in [
        Message::text(format!("{longest} ")),
        Message::text("x".repeat(3 * FRAME_MAX_BYTES)),
        Message::binary(encode(&ClientFrame::Ping)),
        Message::binary(vec![]),
        text(b"\"\xff\xfe\""),
        text(b"{\"type\":\"ping\xc3\"}"),
    ] {
        let mut anas = ana.tab().await;
        anas.say(Message::text(longest.clone())).await;
        anas.ping().await;
        anas.say(said).await;
        assert_eq!(anas.closed().await, close::TOO_BIG);
        let mut before_hello = ana.socket().await;
        before_hello.say(text(b"\xff")).await;
        assert_eq!(before_hello.closed().await, close::TOO_BIG);
    }
    is_well(&server, &bo, &mut bos).await;
}

#[tokio::test]
async fn a_frame_that_never_ends_is_cut_off() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let piece = || Frame::message(vec![b' '; 60_000], OpCode::Data(Data::Continue), false);
    let first = Frame::message(vec![b' '; 60_000], OpCode::Data(Data::Text), false);
    anas.say(Message::Frame(first)).await;
    for _ in 0..100 {
        anas.say(Message::Frame(piece())).await;
    }
    // Cut off while it was still talking, it may not hear why.
    assert!([close::TOO_BIG, 1006].contains(&anas.closed().await));
    is_well(&server, &bo, &mut bos).await;
}

#[tokio::test]
async fn whoever_does_not_begin_with_a_hello_is_closed() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut bos = bo.tab().await;
    let send = ClientFrame::SendMessage {
        conversation: ana.with(&bo),
        client_id: ClientId::random(),
        body: "first!".into(),
    };
    let hello = |protocol, token| encode(&ClientFrame::Hello { protocol, token, holds: vec![] });
    for said in [
        encode(&send),
        encode(&ClientFrame::Ping),
        "nonsense".into(),
        "\"launchRocket\"".into(),
        hello(PROTOCOL_VERSION + 1, None),
        hello(0, None),
    ] {
        let mut socket = ana.socket().await;
        socket.say(Message::text(said.clone())).await;
        assert_eq!(socket.closed().await, close::BAD_HELLO, "{said}");
    }
    assert!(bo.history(&ana).await.is_empty(), "nothing of it was done");
    is_well(&server, &bo, &mut bos).await;
}

#[tokio::test]
async fn a_version_that_is_not_spoken_is_said() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut socket = ana.socket().await;
    socket.send(ClientFrame::Hello { protocol: 999, token: None, holds: vec![] }).await;
    assert_eq!(socket.command_refused().await.code, ProblemCode::UnsupportedProtocol);
    assert_eq!(socket.closed().await, close::BAD_HELLO);
}

#[tokio::test]
async fn a_second_hello_is_one_too_many() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut anas = ana.tab().await;
    anas.send(ClientFrame::Hello { protocol: PROTOCOL_VERSION, token: None, holds: vec![] }).await;
    assert_eq!(anas.closed().await, close::BAD_HELLO);
}

#[tokio::test]
async fn a_flood_is_held_up_and_holds_up_nobody() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    for _ in 0..260 {
        anas.send(ClientFrame::Ping).await;
    }
    let problem = anas.command_refused().await;
    assert_eq!((problem.code, problem.retry_after_secs), (ProblemCode::TooMany, Some(1)));
    let client_id = ClientId::random();
    for _ in 0..40 {
        anas.send_message(&ana.with(&bo), client_id, "one more").await;
    }
    let started = Instant::now();
    is_well(&server, &bo, &mut bos).await;
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    let (refused, problem) = anas.send_refused().await;
    assert_eq!((refused, problem.code), (client_id, ProblemCode::TooMany));
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    anas.send_message(&ana.with(&bo), ClientId::random(), "calm again").await;
    assert_eq!(anas.messages_until("calm again").await.last().unwrap().sender, ana.id);
}

#[tokio::test]
async fn a_hundred_tabs_that_are_torn_off_leave_nothing_behind() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut tabs = vec![];
    for _ in 0..50 {
        tabs.push(ana.tab().await);
        tabs.push(ana.socket().await);
    }
    let hub = &server.app.hub;
    until(|| hub.count_connections() == 100).await;
    drop(tabs);
    until(|| hub.count_connections() == 0 && !hub.is_online(ana.id)).await;
}
