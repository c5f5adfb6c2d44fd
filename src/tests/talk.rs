//! Two people talk.

use natter::domain::{ClientId, ConversationId, Field, Problem, ProblemCode, Seq, UserId};
use natter::protocol::ServerFrame;

use crate::harness::{Client, TestServer};

#[tokio::test]
async fn ana_and_bo_talk_live() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);

    let hi = ClientId::random();
    anas.send_message(&conversation, hi, "hi Bo").await;
    let heard = bos.message().await;
    assert_eq!((heard.sender, heard.client_id, heard.seq), (ana.id, hi, Seq(1)));
    assert_eq!((heard.body.as_str(), &heard.conversation), ("hi Bo", &conversation));
    assert_eq!(anas.message().await, heard, "what is told to the sender is the same");

    bos.send_message(&conversation, ClientId::random(), "hi Ana").await;
    let answer = anas.message().await;
    assert_eq!((answer.sender, answer.seq), (bo.id, Seq(2)));
    assert!(answer.sent_at >= heard.sent_at);

    assert_eq!(ana.history(&bo).await, [heard.clone(), answer.clone()]);
    assert_eq!(bo.history(&ana).await, [heard, answer]);
}

#[tokio::test]
async fn a_message_begins_and_ends_with_words_and_keeps_its_lines() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let typed = " \tone\r\n\r\n<b>two</b> \u{1F44B}\u{1F3FD} ليلى\n ";
    anas.send_message(&ana.with(&bo), ClientId::random(), typed).await;
    let kept = "one\n\n<b>two</b> \u{1F44B}\u{1F3FD} ليلى";
    assert_eq!(bos.message().await.body.as_str(), kept);
    assert_eq!(bo.view(&ana).await.messages[0].body.as_str(), kept);
}

#[tokio::test]
async fn somebody_who_signs_up_is_seen_at_once() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let mut anas = ana.tab().await;
    let bo = Client::sign_up(&server, "bo").await;
    let joined = anas
        .expect(|frame| match frame {
            ServerFrame::PersonChanged { person, .. } => Some(person),
            _ => None,
        })
        .await;
    assert_eq!((joined.id, joined.username.as_str()), (bo.id, "bo"));
    assert_eq!(ana.contact(&bo).await.last, None);
}

#[tokio::test]
async fn a_note_to_oneself_is_kept_and_heard_once_in_every_tab() {
    let server = TestServer::start().await;
    let ana = Client::sign_up(&server, "ana").await;
    let (mut one, mut other) = (ana.tab().await, ana.tab().await);
    let notes = ana.with(&ana);
    one.send_message(&notes, ClientId::random(), "milk").await;
    one.send_message(&notes, ClientId::random(), "bread").await;
    for tab in [&mut one, &mut other] {
        let heard = tab.messages_until("bread").await;
        let bodies: Vec<_> = heard.iter().map(|note| note.body.as_str()).collect();
        assert_eq!(bodies, ["milk", "bread"]);
    }
    let contact = ana.contact(&ana).await;
    assert_eq!((contact.last_seq(), contact.unseen()), (Seq(2), 0));
}

#[tokio::test]
async fn a_message_to_nobody_or_between_others_is_not_found() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let mut cys = cy.tab().await;
    let with_nobody = ConversationId::of_pair(cy.id, UserId::random());
    for conversation in [with_nobody, ana.with(&bo), ana.with(&ana)] {
        let client_id = ClientId::random();
        let refusal = Problem::from(ProblemCode::NotFound);
        cys.send_message(&conversation, client_id, "hello?").await;
        assert_eq!(cys.send_refused().await, (client_id, refusal.clone()));
        assert_eq!(cy.post(&conversation, client_id, "hello?").await, Err(refusal));
    }
    assert!(ana.history(&bo).await.is_empty());
}

#[tokio::test]
async fn a_body_that_cannot_be_sent_is_refused_by_its_client_id_and_the_next_one_goes() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let mut anas = ana.tab().await;
    for (body, code) in [
        (String::new(), ProblemCode::Missing),
        (" \r\n\t\u{A0}".into(), ProblemCode::Missing),
        ("x".repeat(4_001), ProblemCode::TooLong),
        ("字".repeat(4_001), ProblemCode::TooLong),
        ("a\u{0}b".into(), ProblemCode::ForbiddenCharacter),
        ("\u{1b}[2J".into(), ProblemCode::ForbiddenCharacter),
    ] {
        let client_id = ClientId::random();
        let refusal = Problem::at(Field::Body, code);
        anas.send_message(&conversation, client_id, &body).await;
        assert_eq!(anas.send_refused().await, (client_id, refusal.clone()));
        assert_eq!(ana.post(&conversation, client_id, &body).await, Err(refusal));
    }
    let longest = "字".repeat(4_000);
    anas.send_message(&conversation, ClientId::random(), &longest).await;
    let sent = anas.message().await;
    assert_eq!((sent.seq, sent.body.as_str()), (Seq(1), longest.as_str()));
}
