//! What was acknowledged is there after a restart.

use natter::domain::{ClientId, Seq};
use natter::protocol::{Resume, close};
use natter::server::StartError;
use natter::server::db::DbError;
use tempfile::TempDir;

use crate::harness::{Client, TestServer};

#[tokio::test]
async fn a_server_that_stops_says_so_and_everything_is_there_when_it_is_back() {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let conversation = ana.with(&bo);
    let (mut anas, mut bos) = (ana.tab().await, bo.tab().await);
    let mut before_hello = ana.socket().await;
    for body in ["one", "two", "three"] {
        anas.send_message(&conversation, ClientId::random(), body).await;
        bos.messages_until(body).await;
    }
    bo.post_seen(&conversation, 2).await.unwrap();
    let history = bo.history(&ana).await;
    let (ana_token, bo_contact) = (ana.overview().await.page.token, bo.contact(&ana).await);
    let closing = tokio::spawn(async move {
        [anas.closed().await, bos.closed().await, before_hello.closed().await]
    });
    server.stop().await;
    assert_eq!(closing.await.unwrap(), [close::GOING_AWAY; 3]);

    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = (Client::log_in(&server, "ana").await, Client::log_in(&server, "bo").await);
    assert_eq!(bo.history(&ana).await, history);
    let contact = bo.contact(&ana).await;
    assert_eq!((contact.cursors, contact.last), (bo_contact.cursors, bo_contact.last));
    assert_eq!(ana.view(&bo).await.receipts.seen, Seq(2));
    let token = ana.overview().await.page.token;
    assert_eq!(token.epoch, ana_token.epoch, "it is one history");
    assert!(token.number >= ana_token.number);
    assert_eq!(ana.tab_with(Some(token)).await.1, Resume::UpToDate);

    let repeated = &history[1];
    let again = ana.post(&conversation, repeated.client_id, repeated.body.as_str()).await;
    assert_eq!(again.as_ref(), Ok(repeated), "a client id is remembered");
    let next = ana.post(&conversation, ClientId::random(), "four").await.unwrap();
    assert_eq!(next.seq, Seq(4));
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let ana = Client::sign_up(&server, "ana").await;
    server.stop().await;
    let server = TestServer::start_on(folder.path()).await;
    let current = server.app.tokens.read(ana.token()).unwrap();
    assert_eq!(current, (ana.session, ana.id));
    assert_eq!(server.app.store.find_session(ana.session).unwrap().user, ana.id);
}

#[tokio::test]
async fn another_master_key_is_refused_and_the_right_one_still_opens_everything() {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    ana.post(&ana.with(&bo), ClientId::random(), "one").await.unwrap();
    server.stop().await;
    let file = folder.path().join("master.key");
    let right = std::fs::read(&file).unwrap();
    std::fs::write(&file, "0f".repeat(32)).unwrap();
    let refused = TestServer::try_start_on(folder.path()).await.err();
    assert!(matches!(refused, Some(StartError::Db(DbError::WrongKey))), "{refused:?}");
    std::fs::write(&file, right).unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let bo = Client::log_in(&server, "bo").await;
    assert_eq!(bo.history(&ana).await[0].body.as_str(), "one");
}

#[tokio::test]
async fn a_folder_has_one_server_at_a_time() {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let refused = TestServer::try_start_on(folder.path()).await.err();
    assert!(matches!(refused, Some(StartError::Db(DbError::Locked(_)))), "{refused:?}");
    let ana = Client::sign_up(&server, "ana").await;
    server.stop().await;
    let server = TestServer::start_on(folder.path()).await;
    assert_eq!(Client::log_in(&server, "ana").await.id, ana.id);
}
