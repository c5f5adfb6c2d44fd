//! Seen, and how many are not.

use std::time::Duration;

use natter::domain::{ClientId, Cursors, Problem, ProblemCode, Receipts, Seq, UserId};
use natter::protocol::ServerFrame;

use crate::harness::{Client, Socket, TestServer};

/// How far one has come oneself, as told next.
async fn moved(tab: &mut Socket) -> (Seq, u64, u64) {
    tab.expect(|frame| match frame {
        ServerFrame::CursorsMoved { cursors, unseen, .. } => {
            Some((cursors.seen, cursors.own_after_seen, unseen))
        }
        _ => None,
    })
    .await
}

/// How far the other has come, as told next.
async fn receipts(tab: &mut Socket) -> (UserId, Seq, Seq) {
    tab.expect(|frame| match frame {
        ServerFrame::ReceiptsMoved { person, receipts, .. } => {
            Some((person, receipts.delivered, receipts.seen))
        }
        _ => None,
    })
    .await
}

/// Cursors of somebody whose last `own` messages lie after `seen`, in a conversation that all of has
/// arrived up to `delivered`.
fn cursors(delivered: u64, seen: u64, own_after_seen: u64) -> Cursors {
    Cursors { delivered: Seq(delivered), seen: Seq(seen), own_after_seen }
}

/// Everything up to `seq` is seen, and no more is there of one's own.
fn seen(seq: u64) -> Cursors {
    cursors(seq, seq, 0)
}

#[tokio::test]
async fn seen_moves_live_in_every_tab_of_both_and_never_back() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    for body in ["one", "two", "three"] {
        ana.post(&conversation, ClientId::random(), body).await.unwrap();
    }
    let (mut anas, mut bos, mut bos_other) = (ana.tab().await, bo.tab().await, bo.tab().await);
    bos.mark_seen(&conversation, 2).await;
    for tab in [&mut bos, &mut bos_other] {
        assert_eq!(moved(tab).await, (Seq(2), 0, 1));
    }
    assert_eq!(receipts(&mut anas).await, (bo.id, Seq(2), Seq(2)));
    assert_eq!(ana.view(&bo).await.receipts.seen, Seq(2));

    bos.mark_seen(&conversation, 1).await;
    assert_eq!(bo.post_seen(&conversation, 1).await, Ok(seen(2)));
    bos.mark_seen(&conversation, 3).await;
    for tab in [&mut bos, &mut bos_other] {
        assert_eq!(moved(tab).await, (Seq(3), 0, 0), "and nothing before it");
    }
    assert_eq!(receipts(&mut anas).await, (bo.id, Seq(3), Seq(3)));
}

#[tokio::test]
async fn delivered_is_told_once_a_client_says_so_and_not_for_a_page() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    ana.post(&conversation, ClientId::random(), "one").await.unwrap();
    bo.view(&ana).await;
    assert_eq!(ana.view(&bo).await.receipts, Receipts::default());
    bos.mark_delivered(&conversation, 1_000).await;
    assert_eq!(receipts(&mut anas).await, (bo.id, Seq(1), Seq(0)));
    let known = ana.view(&bo).await.receipts;
    assert!(known.delivered_at.is_some() && known.seen_at.is_none());
    assert_eq!(bo.contact(&ana).await.unseen(), 1);
    bos.mark_delivered(&conversation, 0).await;
    bos.mark_seen(&conversation, 1).await;
    assert_eq!(receipts(&mut anas).await, (bo.id, Seq(1), Seq(1)));
}

#[tokio::test]
async fn without_seen_receipts_neither_side_is_shown_and_counts_go_on() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    bo.call::<()>("set_sends_seen", &[("sends_seen", "false")]).await.unwrap();
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    ana.post(&conversation, ClientId::random(), "one").await.unwrap();
    bos.mark_seen(&conversation, 1).await;
    assert_eq!(moved(&mut bos).await, (Seq(1), 0, 0));
    assert_eq!(receipts(&mut anas).await, (bo.id, Seq(1), Seq(0)));
    bo.post(&conversation, ClientId::random(), "two").await.unwrap();
    anas.mark_seen(&conversation, 2).await;
    assert_eq!(receipts(&mut bos).await, (ana.id, Seq(2), Seq(0)), "nor is he shown hers");
    assert_eq!(bo.view(&ana).await.receipts.seen, Seq(0));
    bo.call::<()>("set_sends_seen", &[("sends_seen", "true")]).await.unwrap();
    assert_eq!(bo.view(&ana).await.receipts.seen, Seq(2));
}

#[tokio::test]
async fn nobody_has_seen_what_is_not_written_yet() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    ana.post(&conversation, ClientId::random(), "one").await.unwrap();
    assert_eq!(bo.post_seen(&conversation, 1_000_000).await, Ok(seen(1)));
    ana.post(&conversation, ClientId::random(), "two").await.unwrap();
    assert_eq!(bo.contact(&ana).await.unseen(), 1);
    assert_eq!(bo.post_seen(&conversation, u64::MAX).await, Ok(seen(2)));
}

#[tokio::test]
async fn sending_marks_nothing_seen() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let mut bos = bo.tab().await;
    ana.post(&conversation, ClientId::random(), "one").await.unwrap();
    ana.post(&conversation, ClientId::random(), "two").await.unwrap();
    bos.messages_until("two").await;
    bos.send_message(&conversation, ClientId::random(), "and you?").await;
    let own = bos
        .expect(|frame| match frame {
            ServerFrame::MessageSent { cursors, .. } => Some(cursors),
            _ => None,
        })
        .await;
    assert_eq!(own, cursors(0, 0, 1));
    assert_eq!(ana.view(&bo).await.receipts.seen, Seq(0));
    assert_eq!(bo.contact(&ana).await.unseen(), 2);
    assert_eq!(ana.contact(&bo).await.unseen(), 1, "and one's own are never unseen");
    assert_eq!(bo.post_seen(&conversation, 3).await, Ok(seen(3)));
}

#[tokio::test]
async fn all_tabs_and_pages_agree_on_how_many_are_unseen() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut one, mut other) = (ana.tab().await, bo.tab().await, bo.tab().await);
    for number in 1..=10 {
        let (sender, body) =
            (if number % 3 == 0 { &mut one } else { &mut anas }, number.to_string());
        sender.send_message(&conversation, ClientId::random(), &body).await;
        sender.messages_until(&body).await;
    }
    one.mark_seen(&conversation, 5).await;
    anas.send_message(&conversation, ClientId::random(), "the end").await;
    let mut counts = vec![];
    for tab in [&mut one, &mut other] {
        let mut unseen = 0;
        let (mut last, mut marked) = (false, false);
        while !(last && marked) {
            let cursors = tab
                .expect(|frame| match frame {
                    ServerFrame::MessageSent { message, cursors, .. } => {
                        last |= message.body.as_str() == "the end";
                        Some(cursors)
                    }
                    ServerFrame::CursorsMoved { cursors, .. } => {
                        marked = true;
                        Some(cursors)
                    }
                    _ => None,
                })
                .await;
            unseen = cursors.unseen(Seq(11));
        }
        counts.push(unseen);
    }
    // 7, 8, 10 and the end are Ana's; 6 and 9 are his own.
    assert_eq!(counts, [4, 4]);
    assert_eq!(bo.contact(&ana).await.unseen(), 4);
}

#[tokio::test]
async fn a_stranger_cannot_mark_and_is_told_that_there_is_nothing() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let conversation = ana.with(&bo);
    ana.post(&conversation, ClientId::random(), "one").await.unwrap();
    let refusal = Problem::from(ProblemCode::NotFound);
    let mut cys = cy.tab().await;
    for conversation in [&conversation, &cy.with(&bo)] {
        cys.mark_seen(conversation, 1).await;
        assert_eq!(cys.command_refused().await, refusal);
        assert_eq!(cy.post_seen(conversation, 1).await, Err(refusal.clone()));
    }
    assert_eq!(ana.view(&bo).await.receipts.seen, Seq(0));
}

#[tokio::test]
async fn a_tab_that_marks_much_holds_up_no_message() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let mut bos = bo.tab().await;
    for number in 1..=20 {
        ana.post(&conversation, ClientId::random(), &number.to_string()).await.unwrap();
    }
    let started = std::time::Instant::now();
    for seq in 1..=20 {
        bos.mark_seen(&conversation, seq).await;
    }
    bos.send_message(&conversation, ClientId::random(), "read it all").await;
    bos.messages_until("read it all").await;
    // One after the other the marks would take 20 × up to 200 ms.
    assert!(started.elapsed() < Duration::from_millis(1_500), "{:?}", started.elapsed());
}
