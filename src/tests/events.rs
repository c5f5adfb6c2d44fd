//! Where WebSockets are blocked: the same talk over an event stream.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, ProblemCode, Seq};
use natter::protocol::{
    CONNECTIONS_PER_PERSON_MAX, ClientFrame, FRAME_MAX_BYTES, PROTOCOL_VERSION, Resume,
    ServerFrame, close, encode,
};

use crate::harness::{BROKEN_OFF, Caller, Client, Heard, Socket, TestServer, hello, until};

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
        ServerFrame::CursorsMoved { person, cursors, .. } => Some((person, cursors.seen)),
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
    assert_ne!(stream.hello(2, Some(token.clone())).await.0, Resume::UpToDate);
    // Over a socket it is the same token.
    assert_ne!(ana.tab_with(Some(token)).await.1, Resume::UpToDate);
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
async fn nobody_uses_the_stream_of_another_session() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let phone = Client::log_in(&server, "ana").await;
    let mut anas = ana.event_stream().await;
    anas.hello(1, None).await;
    let said_first = encode(&hello(PROTOCOL_VERSION, None));
    for other in [&bo, &phone] {
        let caller = Caller::of(other);
        for (tab, said) in [(1, "\"ping\""), (1, ""), (2, said_first.as_str())] {
            assert_eq!(caller.say(&anas.id, tab, said.to_owned()).await, 404, "{said}");
        }
        let unknown = ClientId::random().to_string();
        assert_eq!(caller.say(&unknown, 1, said_first.clone()).await, 404);
        assert_eq!(caller.say("nonsense", 1, said_first.clone()).await, 400);
    }
    assert_eq!(server.app.hub.count_connections(), 1);
    anas.say(1, ClientFrame::Ping).await;
    anas.expect(1, |frame| (frame == ServerFrame::Pong).then_some(())).await;
}

#[tokio::test]
async fn a_page_of_another_site_gets_no_stream_and_says_nothing() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let own = ana.event_stream().await;
    let cookie = ("cookie", ana.cookies());
    let origin = |origin: &str| ("origin", origin.to_owned());
    let site = |site: &str| ("sec-fetch-site", site.to_owned());
    let elsewhere = format!("http://localhost:{}", server.address.port());
    let here = format!("http://{}", server.address);
    for foreign in [
        vec![cookie.clone(), origin("http://evil.example")],
        vec![cookie.clone(), origin(&elsewhere)],
        vec![cookie.clone(), origin("null")],
        vec![cookie.clone(), origin(&here), site("cross-site")],
        vec![cookie.clone(), site("same-site")],
        vec![cookie.clone(), site("none")],
    ] {
        let caller = Caller::new(&server.address.to_string(), &foreign);
        assert_eq!(caller.listen().await.err(), Some(403), "{foreign:?}");
        assert_eq!(caller.say(&own.id, 1, "\"ping\"").await, 403, "{foreign:?}");
    }
    let address = server.address.to_string();
    let silent = Caller::new(&address, std::slice::from_ref(&cookie));
    assert_eq!(silent.say(&own.id, 1, "\"ping\"").await, 403, "browsers say where from");
    assert!(silent.listen().await.is_ok(), "which they do not when they read");
    assert!(Caller::new(&address, &[cookie, site("same-origin")]).listen().await.is_ok());
    let bearer = ("authorization", format!("Bearer {}", ana.token()));
    let mut program = Caller::new(&address, &[bearer]).listen().await.unwrap();
    program.hello(1, None).await;
}

#[tokio::test]
async fn whoever_does_not_keep_to_the_protocol_is_closed_and_nobody_else() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut anas = ana.event_stream().await;
    assert_eq!(anas.say(1, ClientFrame::Ping).await, 404, "no hello");
    let too_new = hello(PROTOCOL_VERSION + 1, None);
    assert_eq!(anas.say(2, too_new).await, 204);
    assert_eq!(anas.closed(2).await, close::BAD_HELLO);
    anas.hello(3, None).await;
    anas.say(3, hello(PROTOCOL_VERSION, None)).await;
    assert_eq!(anas.closed(3).await, close::BAD_HELLO);
    let long = " ".repeat(FRAME_MAX_BYTES + 1).into_bytes();
    let endless = vec![b' '; 5 * FRAME_MAX_BYTES];
    for (tab, said) in [(4, long), (5, endless), (6, b"\"\xff\"".to_vec())] {
        anas.hello(tab, None).await;
        assert_eq!(anas.caller.say(&anas.id, tab, said).await, 413);
        assert_eq!(anas.closed(tab).await, close::TOO_BIG);
    }
    anas.hello(7, None).await;
    assert_eq!(anas.caller.say(&anas.id, 7, "\"launchRocket\"").await, 204);
    assert_eq!(anas.command_refused(7).await.code, ProblemCode::UnknownFrame);
    assert_eq!(server.app.hub.count_connections(), 1);
}

#[tokio::test]
async fn a_flood_of_one_tab_is_held_up_and_the_others_are_not() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.event_stream().await, bo.event_stream().await);
    anas.hello(1, None).await;
    bos.hello(1, None).await;
    for _ in 0..260 {
        anas.say(1, ClientFrame::Ping).await;
    }
    let problem = anas.command_refused(1).await;
    assert_eq!((problem.code, problem.retry_after_secs), (ProblemCode::TooMany, Some(1)));
    anas.hello(2, None).await;
    let started = Instant::now();
    anas.send_message(2, &ana.with(&bo), ClientId::random(), "calm").await;
    assert_eq!(bos.message(1).await.body.as_str(), "calm");
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
}

#[tokio::test]
async fn of_too_many_tabs_or_streams_the_idle_ones_go() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut anas = ana.event_stream().await;
    for tab in 1..=CONNECTIONS_PER_PERSON_MAX as u64 + 1 {
        anas.hello(tab, None).await;
    }
    until(|| server.app.hub.count_connections() == CONNECTIONS_PER_PERSON_MAX).await;
    let mut others = vec![];
    for _ in 0..CONNECTIONS_PER_PERSON_MAX + 2 {
        others.push(ana.event_stream().await);
    }
    until(|| server.app.streams.count() == CONNECTIONS_PER_PERSON_MAX).await;
    others[0].ended().await;
    let last = CONNECTIONS_PER_PERSON_MAX as u64 + 1;
    assert_eq!(anas.say(last, ClientFrame::Ping).await, 204, "the one in use stays");
}

#[tokio::test]
async fn a_stream_that_is_read_too_slowly_ends_without_a_gap_before_it() {
    const AT_ONCE: usize = 20;
    // Some 16 MB: what the system buffers and what the server does.
    const SENT: usize = 1_000;
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let mut quick = bo.tab().await;
    let mut slow = bo.event_stream().await;
    slow.hello(1, None).await;
    let body = "\u{1F40C}".repeat(4_000);
    for batch in 0..SENT / AT_ONCE {
        let posts = (0..AT_ONCE).map(|_| ana.post(&conversation, ClientId::random(), &body));
        let posted = futures::future::join_all(posts).await;
        assert!(posted.iter().all(Result::is_ok), "{:?}", posted[0]);
        for number in 1..=AT_ONCE {
            assert_eq!(quick.message().await.seq, Seq((batch * AT_ONCE + number) as u64));
        }
    }
    until(|| server.app.hub.count_connections() == 1).await;
    let mut heard = vec![];
    let code = loop {
        match slow.next(1).await {
            Some(Heard::Frame(ServerFrame::MessageSent { message, .. })) => {
                heard.push(message.seq.0)
            }
            Some(Heard::Frame(other)) => panic!("{other:?}"),
            Some(Heard::Closed(code)) => break code,
            None => break BROKEN_OFF,
        }
    };
    assert!([close::TOO_SLOW, BROKEN_OFF].contains(&code), "{code}");
    assert_eq!(heard, (1..=heard.len() as u64).collect::<Vec<_>>());
    assert!(heard.len() < SENT);
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
