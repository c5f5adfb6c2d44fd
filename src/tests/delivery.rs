//! Once, in one order, everywhere at once.

use std::collections::HashSet;

use natter::domain::{ClientId, Message, Problem, ProblemCode, Seq};
use natter::protocol::{ServerFrame, close};

use crate::harness::{Client, Heard, TestServer};

fn seqs(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq.0).collect()
}

#[tokio::test]
async fn a_message_reaches_every_tab_of_both_exactly_once() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (phone, cy) = (Client::log_in(&server, "bo").await, Client::sign_up(&server, "cy").await);
    let conversation = ana.with(&bo);
    let mut tabs = vec![];
    for client in [&ana, &ana, &bo, &bo, &phone] {
        tabs.push((client.tab().await, vec![]));
    }
    let mut strangers = cy.tab().await;
    for number in 1..=30 {
        let sender = number % tabs.len();
        let (tab, heard) = &mut tabs[sender];
        let body = format!("message {number}");
        tab.send_message(&conversation, ClientId::random(), &body).await;
        // The next one comes from another tab: only when this one is there is their order given.
        heard.append(&mut tab.messages_until(&body).await);
    }
    ana.post(&ana.with(&cy), ClientId::random(), "hi Cy").await.unwrap();
    ana.post(&conversation, ClientId::random(), "that is all").await.unwrap();
    for (tab, heard) in &mut tabs {
        heard.append(&mut tab.messages_until("that is all").await);
        heard.retain(|message| message.conversation == conversation);
        assert_eq!(seqs(heard), (1..=31).collect::<Vec<_>>());
    }
    assert_eq!(strangers.message().await.body.as_str(), "hi Cy", "the only one that is hers");
}

#[tokio::test]
async fn messages_have_dense_numbers_in_one_order_under_concurrency() {
    const SENDERS: usize = 6;
    const EACH: usize = 40;
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let mut senders = vec![];
    for sender in 0..SENDERS {
        let client = if sender % 2 == 0 { &ana } else { &bo };
        let (mut tab, conversation) = (client.tab().await, conversation.clone());
        senders.push(tokio::spawn(async move {
            for number in 0..EACH {
                let body = format!("{sender} {number}");
                tab.send_message(&conversation, ClientId::random(), &body).await;
            }
            // Keeps the tab open until all of it is there.
            while tab.message().await.seq < Seq((SENDERS * EACH) as u64) {}
        }));
    }
    let mut heard = vec![];
    for _ in 0..SENDERS * EACH {
        heard.push(anas.message().await);
        assert_eq!(heard.last(), Some(&bos.message().await));
    }
    for sender in senders {
        sender.await.unwrap();
    }
    assert_eq!(seqs(&heard), (1..=(SENDERS * EACH) as u64).collect::<Vec<_>>());
    for sender in 0..SENDERS {
        let of_sender = format!("{sender} ");
        let bodies = heard.iter().filter_map(|m| m.body.as_str().strip_prefix(&of_sender));
        let order: Vec<usize> = bodies.map(|number| number.parse().unwrap()).collect();
        assert_eq!(order, (0..EACH).collect::<Vec<_>>(), "each one's own order is kept");
    }
    assert_eq!(bo.history(&ana).await, heard, "what was heard live is what is read later");
}

#[tokio::test]
async fn a_repeated_client_id_yields_the_first_message_by_either_door() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let client_id = ClientId::random();
    anas.send_message(&conversation, client_id, "once").await;
    let first = anas.message().await;
    anas.send_message(&conversation, client_id, "once").await;
    assert_eq!(anas.message().await, first);
    assert_eq!(ana.post(&conversation, client_id, " once\r\n").await.unwrap(), first);

    let by_form = ClientId::random();
    let second = ana.post(&conversation, by_form, "again").await.unwrap();
    assert_eq!(ana.post(&conversation, by_form, "again").await.unwrap(), second);
    anas.send_message(&conversation, by_form, "again").await;
    assert_eq!(anas.messages_until("again").await.last(), Some(&second));
    // Bo may use the same id: it is unique together with the sender.
    assert_eq!(bo.post(&conversation, client_id, "once").await.unwrap().seq, Seq(3));
    ana.post(&conversation, ClientId::random(), "the end").await.unwrap();
    assert_eq!(seqs(&bos.messages_until("the end").await), [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_client_id_repeated_all_at_once_yields_one_message() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let client_id = ClientId::random();
    let mut tabs = vec![];
    for _ in 0..8 {
        tabs.push(ana.tab().await);
    }
    for tab in &mut tabs {
        tab.send_message(&conversation, client_id, "once").await;
    }
    let posts = (0..8).map(|_| ana.post(&conversation, client_id, "once"));
    let posted = futures::future::join_all(posts).await;
    let posted: HashSet<u64> = posted.into_iter().map(|sent| sent.unwrap().seq.0).collect();
    assert_eq!(posted, HashSet::from([1]));
    for tab in &mut tabs {
        assert_eq!(tab.message().await.seq, Seq(1));
    }
    assert_eq!(bo.history(&ana).await.len(), 1);
}

#[tokio::test]
async fn the_same_client_id_with_another_body_or_to_somebody_else_is_refused() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let (conversation, client_id) = (ana.with(&bo), ClientId::random());
    let mut anas = ana.tab().await;
    anas.send_message(&conversation, client_id, "yes").await;
    anas.message().await;
    let refusal = Problem::from(ProblemCode::ClientIdReused);
    for (conversation, body) in [(&conversation, "no"), (&ana.with(&cy), "yes")] {
        anas.send_message(conversation, client_id, body).await;
        assert_eq!(anas.send_refused().await, (client_id, refusal.clone()));
        assert_eq!(ana.post(conversation, client_id, body).await, Err(refusal.clone()));
    }
    assert_eq!(bo.history(&ana).await.len(), 1);
    assert!(cy.history(&ana).await.is_empty());
}

#[tokio::test]
async fn a_client_that_vanishes_after_sending_has_sent() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut bos = bo.tab().await;
    for number in 0..10 {
        let mut anas = ana.tab().await;
        anas.send_message(&ana.with(&bo), ClientId::random(), &number.to_string()).await;
        drop(anas);
        assert_eq!(bos.message().await.body.as_str(), number.to_string());
    }
}

#[tokio::test]
async fn a_slow_reader_is_closed_and_others_are_not_delayed() {
    const AT_ONCE: usize = 20;
    // Some 16 MB: what the system buffers and what the server does.
    const SENT: usize = 1_000;
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut quick, mut slow) = (bo.tab().await, bo.tab().await);
    let body = "\u{1F40C}".repeat(4_000);
    for batch in 0..SENT / AT_ONCE {
        let posts = (0..AT_ONCE).map(|_| ana.post(&conversation, ClientId::random(), &body));
        let posted = futures::future::join_all(posts).await;
        assert!(posted.iter().all(Result::is_ok), "{:?}", posted[0]);
        for number in 1..=AT_ONCE {
            assert_eq!(quick.message().await.seq, Seq((batch * AT_ONCE + number) as u64));
        }
    }
    let mut heard = vec![];
    let code = loop {
        match slow.next().await {
            Heard::Frame(ServerFrame::MessageSent { message, .. }) => heard.push(message),
            Heard::Frame(other) => panic!("{other:?}"),
            Heard::Closed(code) => break code,
        }
    };
    // It had some seconds to hear why; a busy machine takes longer to send all of the above.
    assert!([close::TOO_SLOW, 1006].contains(&code), "{code}");
    assert_eq!(seqs(&heard), (1..=heard.len() as u64).collect::<Vec<_>>(), "no gap before it");
    assert!(heard.len() < SENT);
}
