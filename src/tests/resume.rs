//! Coming back without missing anything.

use natter::domain::{
    ClientId, CommitNumber, ConversationId, ConversationView, LastMessage, Message, Seq, Token,
};
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

/// The messages that a piece has.
fn messages_of(piece: ServerFrame) -> Vec<Message> {
    let ServerFrame::Missed { conversations, .. } = piece else { return vec![] };
    conversations.into_iter().flat_map(|view| view.messages).collect()
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
    assert_eq!(resume, Resume::CatchUp);
    assert!(token.number > page.number);
    assert_eq!(tab.missed().await.0, token);
    bo.post(&conversation, ClientId::random(), "two").await.unwrap();
    let told = token_of(&mut tab, "two").await;
    tab.close().await;
    assert_eq!(ana.tab_with(Some(told.clone())).await.1, Resume::UpToDate, "heard live");

    bo.post_seen(&conversation, 2).await.unwrap();
    assert_eq!(ana.tab_with(Some(told)).await.1, Resume::CatchUp, "a receipt counts");
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
    assert_eq!(cy.tab_with(Some(page)).await.1, Resume::CatchUp, "a new person is news");
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
    token.advance(&ana.view(&bo).await.token);
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
        let (resume, holds);
        holds = vec![ana.with(&bo)];
        (tab, resume, _) = ana.tab_holding(Some(token.clone()), holds).await;
        assert_ne!(resume, Resume::TakeFreshPages);
        if resume == Resume::CatchUp {
            let (newest, pieces) = tab.missed().await;
            for message in pieces.into_iter().flat_map(messages_of) {
                assert!(message.seq <= known.next(), "a gap before {:?}", message.seq);
                known = known.max(message.seq);
            }
            token.advance(&newest);
        }
    }
    sending.await.unwrap();
    assert!(breaks > 3, "{breaks} breaks");
}

#[tokio::test]
async fn what_was_missed_comes_exactly_and_in_bounded_pieces() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let (with_bo, with_cy) = (ana.with(&bo), ana.with(&cy));
    bo.post(&with_bo, ClientId::random(), "before").await.unwrap();
    let shown = ana.overview().await.page.token;
    for number in 1..=130 {
        bo.post(&with_bo, ClientId::random(), &number.to_string()).await.unwrap();
    }
    cy.post(&with_cy, ClientId::random(), "only the last of it").await.unwrap();
    bo.set_status("busy").await;
    let held = ClientId::random();
    ana.post_any(&with_bo, held, "waits").await.unwrap();
    Client::sign_up(&server, "di").await;

    let (mut tab, resume, _) = ana.tab_holding(Some(shown), vec![with_bo.clone()]).await;
    assert_eq!(resume, Resume::CatchUp);
    let (token, pieces) = tab.missed().await;
    assert_eq!(token, server.app.store.token());
    let (mut people, mut views) = (vec![], Vec::<ConversationView>::new());
    for piece in pieces {
        let ServerFrame::Missed { people: some, conversations, account, .. } = piece else {
            panic!("{piece:?}")
        };
        assert!(conversations.iter().map(|view| view.messages.len()).sum::<usize>() <= 50);
        assert_eq!(account.unseen, 132);
        people.extend(some.into_iter().map(|person| person.username.to_string()));
        views.extend(conversations);
    }
    people.sort();
    assert_eq!(people, ["bo", "di"], "he is busy, she is new");
    let of = |id: &ConversationId| {
        let id = id.clone();
        views.iter().filter(move |view| view.contact.conversation == id)
    };
    let bodies: Vec<_> =
        of(&with_bo).flat_map(|view| &view.messages).map(|m| m.body.as_str().to_owned()).collect();
    assert_eq!(bodies, (1..=130).map(|number| number.to_string()).collect::<Vec<_>>());
    assert!(of(&with_bo).all(|view| view.held.len() == 1 && view.held[0].client_id == held));
    let cys: Vec<_> = of(&with_cy).collect();
    assert_eq!(cys.len(), 1);
    assert_eq!(cys[0].messages, []);
    let preview = |last: &LastMessage| last.preview.clone();
    assert_eq!(cys[0].contact.last.as_ref().map(preview).as_deref(), Some("only the last of it"));
}

#[tokio::test]
async fn of_another_persons_token_only_the_number_counts() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let of_cy = cy.overview().await.page.token;
    ana.post(&ana.with(&bo), ClientId::random(), "for Bo alone").await.unwrap();
    let holds = vec![ana.with(&bo), cy.with(&bo)];
    let (mut tab, resume, _) = cy.tab_holding(Some(of_cy), holds).await;
    assert_eq!(resume, Resume::UpToDate, "and naming what is not one's own changes nothing");
    tab.ping().await;
}
