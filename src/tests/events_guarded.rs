//! Who may use an event stream, and how much of it.

use std::time::{Duration, Instant};

use natter::domain::{ClientId, ProblemCode, Seq};
use natter::protocol::{
    CONNECTIONS_PER_PERSON_MAX, ClientFrame, FRAME_MAX_BYTES, PROTOCOL_VERSION, ServerFrame, close,
    encode,
};

use crate::harness::{BROKEN_OFF, Caller, Client, Heard, TestServer, hello, until};

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
