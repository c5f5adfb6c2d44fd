//! Coming back without missing anything.

use natter::domain::{ClientId, CommitNumber, Seq, Token};
use natter::protocol::{Resume, ServerFrame};

use crate::harness::{Client, Socket, TestServer};

/// The token that comes with the message that says this.
async fn token_of(tab: &mut Socket, body: &str) -> Token {
    tab.expect(|frame| match frame {
        ServerFrame::MessageSent { message, token, .. } => {
            (message.body.as_str() == body).then_some(token)
        }
        _ => None,
    })
    .await
}

#[tokio::test]
async fn who_missed_nothing_is_up_to_date_and_who_missed_something_is_told() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let page = ana.overview().await.page.token;
    let (tab, resume, _) = ana.tab_with(Some(page.clone())).await;
    assert_eq!(resume, Resume::UpToDate, "the page that was just rendered has everything");
    tab.close().await;

    bo.post(&conversation, ClientId::random(), "one").await.unwrap();
    let (mut tab, resume, token) = ana.tab_with(Some(page.clone())).await;
    assert_eq!(resume, Resume::TakeFreshPages);
    assert!(token.number > page.number);
    bo.post(&conversation, ClientId::random(), "two").await.unwrap();
    let told = token_of(&mut tab, "two").await;
    tab.close().await;
    assert_eq!(ana.tab_with(Some(told.clone())).await.1, Resume::UpToDate, "heard live");

    bo.post_seen(&conversation, 2).await.unwrap();
    assert_eq!(ana.tab_with(Some(told)).await.1, Resume::TakeFreshPages, "a receipt counts");
}

#[tokio::test]
async fn what_happens_among_others_is_nothing_missed() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let page = cy.overview().await.page.token;
    ana.post(&ana.with(&bo), ClientId::random(), "just us").await.unwrap();
    bo.post_seen(&ana.with(&bo), 1).await.unwrap();
    assert_eq!(cy.tab_with(Some(page.clone())).await.1, Resume::UpToDate);
    Client::sign_up(&server, "di").await;
    assert_eq!(cy.tab_with(Some(page)).await.1, Resume::TakeFreshPages, "a new person is news");
}

#[tokio::test]
async fn a_token_that_is_not_known_means_fresh_pages() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let page = ana.overview().await.page.token;
    let of_another_history = Token { epoch: "another".into(), ..page.clone() };
    let of_the_future = Token { number: CommitNumber(page.number.0 + 1_000), ..page };
    for shown in [None, Some(of_another_history), Some(of_the_future)] {
        assert_eq!(ana.tab_with(shown.clone()).await.1, Resume::TakeFreshPages, "{shown:?}");
    }
}

#[tokio::test]
async fn coming_back_at_any_moment_misses_nothing() {
    const MESSAGES: u64 = 150;
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut tab, _, mut token) = ana.tab_with(None).await;
    let mut sender = bo.tab().await;
    let sending = tokio::spawn(async move {
        for number in 1..=MESSAGES {
            sender.send_message(&conversation, ClientId::random(), &number.to_string()).await;
            if number % 3 == 0 {
                sender.ping().await;
            }
        }
        sender
    });
    // What this tab knows: the place up to which it has every message.
    let mut known = Seq::ZERO;
    let mut breaks = 0;
    while known < Seq(MESSAGES) {
        for _ in 0..breaks % 5 {
            if known == Seq(MESSAGES) {
                break;
            }
            let (message, told) = tab
                .expect(|frame| match frame {
                    ServerFrame::MessageSent { message, token, .. } => Some((message, token)),
                    _ => None,
                })
                .await;
            assert!(message.seq <= known.next(), "a gap before {:?}", message.seq);
            known = known.max(message.seq);
            token.advance(&told);
        }
        breaks += 1;
        drop(tab);
        let resume;
        (tab, resume, _) = ana.tab_with(Some(token.clone())).await;
        if resume == Resume::TakeFreshPages {
            let view = ana.view(&bo).await;
            token.advance(&view.token);
            known = known.max(view.contact.last_seq());
        }
    }
    sending.await.unwrap();
    assert!(breaks > 3, "{breaks} breaks");
}
