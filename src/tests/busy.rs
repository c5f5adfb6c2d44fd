//! Available and Busy.

use natter::domain::{ClientId, MessageBody, Problem, ProblemCode, Status};
use natter::protocol::{ClientFrame, Resume, ServerFrame};

use crate::harness::{Client, Socket, TestServer};

fn body(frame: &ServerFrame) -> Option<(&'static str, &MessageBody)> {
    match frame {
        ServerFrame::MessageSent { message, .. } => Some(("sent", &message.body)),
        ServerFrame::MessageHeld { message, .. } => Some(("held", &message.body)),
        _ => None,
    }
}

/// What a tab hears of messages until this.
async fn heard_until(tab: &mut Socket, last: &str) -> Vec<String> {
    let mut heard = vec![];
    tab.expect(|frame| {
        let (how, body) = body(&frame)?;
        heard.push(format!("{how} {}", body.as_str()));
        (heard.last().is_some_and(|heard| heard == last)).then_some(())
    })
    .await;
    heard
}

#[tokio::test]
async fn nothing_reaches_somebody_busy_by_any_door_and_then_all_of_it_in_order_and_once() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let conversation = ana.with(&bo);
    cy.post(&cy.with(&bo), ClientId::random(), "first").await.unwrap();
    ana.post(&conversation, ClientId::random(), "before").await.unwrap();
    bo.set_status("busy").await;
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let before = bo.overview().await;
    let token = before.page.token.clone();
    for number in 1..=3 {
        anas.send_message(&conversation, ClientId::random(), &number.to_string()).await;
    }
    cy.post_any(&cy.with(&bo), ClientId::random(), "four").await.unwrap();
    assert_eq!(heard_until(&mut anas, "held 3").await, ["held 1", "held 2", "held 3"]);
    // Page, count, order, history, and what a tab that comes back is told.
    let meanwhile = bo.overview().await;
    assert_eq!(meanwhile.page.contacts, before.page.contacts);
    assert_eq!(meanwhile.account, before.account);
    assert_eq!(bo.history(&ana).await.len(), 1);
    assert_eq!(bo.tab_with(Some(token)).await.1, Resume::UpToDate);
    assert_eq!(ana.view(&bo).await.held.len(), 3);
    assert_eq!(bo.view(&ana).await.held, []);
    assert_eq!(cy.view(&bo).await.held.len(), 1, "to each sender their own");

    bo.post(&conversation, ClientId::random(), "own").await.unwrap();
    bo.set_status("available").await;
    for tab in [&mut bos, &mut anas] {
        let heard = heard_until(tab, "sent 3").await;
        let heard: Vec<_> = heard.iter().filter(|heard| *heard != "sent four").collect();
        assert_eq!(heard, ["sent own", "sent 1", "sent 2", "sent 3"]);
    }
    let history = bo.history(&ana).await;
    let said: Vec<_> = history.iter().map(|message| message.body.as_str()).collect();
    assert_eq!(said, ["before", "own", "1", "2", "3"]);
    assert_eq!(bo.overview().await.account.unseen, 6);
    assert_eq!(ana.view(&bo).await.held, []);
}

#[tokio::test]
async fn others_see_the_status_and_its_end() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let mut anas = ana.tab().await;
    let status = async |tab: &mut Socket| {
        tab.expect(|frame| match frame {
            ServerFrame::PersonChanged { person, .. } => Some((person.id, person.status)),
            _ => None,
        })
        .await
    };
    bo.call::<()>("set_status", &[("status", "busy"), ("minutes", "60")]).await.unwrap();
    let (who, told) = status(&mut anas).await;
    let Status::Busy { until: Some(until) } = told else { panic!("{told:?}") };
    assert_eq!(who, bo.id);
    let ahead = until.0 - natter::domain::UnixMillis::now().0;
    assert!((3_500_000..=3_600_000).contains(&ahead), "{ahead}");
    assert_eq!(ana.contact(&bo).await.person.status, told);
    bo.set_status("available").await;
    assert_eq!(status(&mut anas).await, (bo.id, Status::Available));
}

#[tokio::test]
async fn a_status_that_makes_no_sense_is_refused_and_changes_nothing() {
    let server = TestServer::start().await;
    let bo = Client::sign_up(&server, "bo").await;
    for fields in [
        [("status", "asleep"), ("minutes", "1")],
        [("status", "busy"), ("minutes", "0")],
        [("status", "busy"), ("minutes", "4294967295")],
        [("status", "busy"), ("minutes", "-1")],
        [("status", "busy"), ("until", "1000")],
        [("status", "busy"), ("until", "9223372036854775807")],
        [("status", "busy"), ("until", "-9223372036854775808")],
    ] {
        let refused = bo.call::<()>("set_status", &fields).await.unwrap_err();
        assert_eq!(refused, Problem::from(ProblemCode::MalformedRequest), "{fields:?}");
        assert_eq!(bo.overview().await.me.status, Status::Available);
    }
}

#[tokio::test]
async fn what_waits_can_be_taken_back_in_every_tab_and_again_without_harm() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (conversation, client_id) = (ana.with(&bo), ClientId::random());
    bo.set_status("busy").await;
    let mut other_tab = ana.tab().await;
    ana.post_any(&conversation, client_id, "better not").await.unwrap();
    for _ in 0..2 {
        let taken = ana.take_back(&conversation, client_id).await.unwrap();
        assert!(matches!(taken, ServerFrame::HeldTakenBack { .. }), "{taken:?}");
    }
    let told = other_tab
        .expect(|frame| match frame {
            ServerFrame::HeldTakenBack { client_id, .. } => Some(client_id),
            _ => None,
        })
        .await;
    assert_eq!(told, client_id);
    bo.set_status("available").await;
    assert_eq!(bo.history(&ana).await, []);
    let client_id = ClientId::random();
    let sent = ana.post(&conversation, client_id, "after all").await.unwrap();
    let too_late = ana.take_back(&conversation, client_id).await.unwrap();
    assert!(matches!(too_late, ServerFrame::MessageSent { message, .. } if message == sent));
}

#[tokio::test]
async fn a_copy_that_comes_late_does_not_bring_back_what_was_taken_back() {
    let folder = tempfile::TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (conversation, client_id) = (ana.with(&bo), ClientId::random());
    bo.set_status("busy").await;
    ana.post_any(&conversation, client_id, "better not").await.unwrap();
    ana.take_back(&conversation, client_id).await.unwrap();
    // Sent twice before it was taken back, say, and held up on the way: while Bo is Busy, when he is
    // not any more, and when the server has forgotten whatever it had not written down.
    let late = ana.post_any(&conversation, client_id, "better not").await.unwrap();
    assert!(matches!(late, ServerFrame::HeldTakenBack { .. }), "{late:?}");
    bo.set_status("available").await;
    let late = ana.post_any(&conversation, client_id, "better not").await.unwrap();
    assert!(matches!(late, ServerFrame::HeldTakenBack { .. }), "{late:?}");
    server.stop().await;
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = (Client::log_in(&server, "ana").await, Client::log_in(&server, "bo").await);
    let late = ana.post_any(&conversation, client_id, "better not").await.unwrap();
    assert!(matches!(late, ServerFrame::HeldTakenBack { .. }), "{late:?}");
    assert_eq!(bo.history(&ana).await, []);
}

#[tokio::test]
async fn nobody_takes_back_what_another_wrote() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let (conversation, client_id) = (ana.with(&bo), ClientId::random());
    bo.set_status("busy").await;
    ana.post_any(&conversation, client_id, "mine").await.unwrap();
    bo.take_back(&conversation, client_id).await.unwrap();
    let refused = cy.take_back(&conversation, client_id).await.unwrap_err();
    assert_eq!(refused, Problem::from(ProblemCode::NotFound));
    assert_eq!(ana.view(&bo).await.held.len(), 1);
}

#[tokio::test]
async fn the_same_client_id_with_another_text_is_refused_also_while_it_waits() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let (conversation, client_id) = (ana.with(&bo), ClientId::random());
    bo.set_status("busy").await;
    ana.post_any(&conversation, client_id, "one").await.unwrap();
    let again = ana.post_any(&conversation, client_id, "one").await.unwrap();
    assert!(matches!(again, ServerFrame::MessageHeld { .. }));
    let other = ana.post_any(&conversation, client_id, "another").await.unwrap_err();
    assert_eq!(other.code, ProblemCode::ClientIdReused);
    let cy = Client::sign_up(&server, "cy").await;
    let elsewhere = ana.post_any(&ana.with(&cy), client_id, "one").await.unwrap_err();
    assert_eq!(elsewhere.code, ProblemCode::ClientIdReused);
    assert_eq!(ana.view(&bo).await.held[0].body.as_str(), "one");
}

/// Whether the next thing that a tab hears of somebody writing, or of a message, is the former.
async fn hears_typing(tab: &mut Socket) -> bool {
    tab.expect(|frame| match frame {
        ServerFrame::Typed { .. } => Some(true),
        ServerFrame::MessageSent { .. } => Some(false),
        _ => None,
    })
    .await
}

#[tokio::test]
async fn typing_is_shown_to_the_other_alone_and_neither_to_nor_from_the_busy() {
    let server = TestServer::start().await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let cy = Client::sign_up(&server, "cy").await;
    let conversation = ana.with(&bo);
    let (mut bos, mut cys) = (bo.tab().await, cy.tab().await);
    let types = || ClientFrame::Type { conversation: conversation.clone() };
    let mut anas = ana.tab().await;
    for _ in 0..20 {
        anas.send(types()).await;
    }
    anas.ping().await;
    ana.post(&conversation, ClientId::random(), "there").await.unwrap();
    assert!(hears_typing(&mut bos).await);
    assert!(!hears_typing(&mut bos).await, "once, however often it is said");
    cys.send(types()).await;
    assert_eq!(cys.command_refused().await, Problem::from(ProblemCode::NotFound));

    for busy in [&ana, &bo] {
        busy.set_status("busy").await;
        let mut anas = ana.tab().await;
        anas.send(types()).await;
        anas.ping().await;
        busy.set_status("available").await;
        ana.post(&conversation, ClientId::random(), "again").await.unwrap();
        assert!(!hears_typing(&mut bos).await);
    }
}
