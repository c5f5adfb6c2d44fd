use std::sync::atomic::Ordering;

use super::*;

#[tokio::test]
async fn a_stopped_storage_engine_is_opened_again_and_everything_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let first = pair.send(&store, pair.ana).await;
    store.shared.engine().await.unwrap().stop_storage().await;

    let new = new_message(&pair.talk, pair.bo);
    let failed = store.append_message(new.clone()).await;
    assert!(matches!(failed, Err(DbError::Retryable(_))), "{failed:?}");
    let sent = loop {
        match store.append_message(new.clone()).await {
            Ok(sent) => break sent,
            Err(error) => assert!(matches!(error, DbError::Retryable(_)), "{error}"),
        }
    };
    assert_eq!(sent.message.seq, first.message.seq.next());
    assert_eq!(log(&store, &pair.talk).await.len(), 2);
    store.close().await;
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_found_told_of_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let mut opened = open_at(folder.path()).await;
    let store = opened.store.clone();
    let pair = Pair::new(&store).await;
    opened.told();
    store.shared.engine().await.unwrap().loses_next_answer.store(true, Ordering::Relaxed);

    let new = new_message(&pair.talk, pair.ana);
    let unsure = store.append_message(new.clone()).await;
    assert!(matches!(unsure, Err(DbError::Retryable(_))), "{unsure:?}");
    let commit = opened.next_told().await;
    assert!(matches!(&commit.changes[..],
        [Change::MessageAppended { message, .. }] if message.client_id == new.client_id));
    assert_eq!(store.token().number, commit.number);
    let again = store.append_message(new).await.unwrap();
    assert!(again.repeated);
    assert_eq!(again.commit, commit.number);
    assert_eq!(log(&store, &pair.talk).await.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn closing_writes_what_is_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    pair.send(&store, pair.ana).await;
    let sends = (0..50).map(|_| store.append_message(new_message(&pair.talk, pair.bo)));
    let (sent, seen, ()) = tokio::join!(
        futures::future::join_all(sends),
        store.move_seen(&pair.talk, pair.bo, Seq(1)),
        store.close()
    );
    assert!(sent.iter().all(Result::is_ok));
    assert_eq!(seen.unwrap().seen, Seq(1));
    let store = open_at(folder.path()).await.store;
    assert_eq!(log(&store, &pair.talk).await.len(), 51);
    assert_eq!(pair.cursors(&store, pair.bo).seen, Seq(1));
    store.close().await;
}

#[tokio::test]
async fn a_closed_store_takes_no_writes_and_ends_its_channel() {
    let mut opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    pair.send(&opened.store, pair.ana).await;
    opened.store.close().await;
    opened.store.close().await;
    let refused = opened.store.append_message(new_message(&pair.talk, pair.ana)).await;
    assert!(matches!(refused, Err(DbError::Retryable(_))));
    let refused = opened.store.page_messages(&pair.talk, Seq(1), 1).await;
    assert!(matches!(refused, Err(DbError::Retryable(_))));
    opened.told();
    assert!(opened.commits.recv().await.is_none());
}

#[tokio::test]
async fn a_store_that_everybody_let_go_of_frees_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut opened = open_at(folder.path()).await;
    let pair = Pair::new(&opened.store).await;
    drop(opened.store);
    while opened.commits.recv().await.is_some() {}
    let store = open_at(folder.path()).await.store;
    assert!(store.find_user(pair.ana).is_some());
    store.close().await;
}

#[tokio::test]
async fn whether_it_takes_writes_is_tried_and_the_answer_kept_for_a_moment() {
    let store = open_in_memory().await.store;
    let before = store.token().number;
    store.check_writable().await.unwrap();
    assert_eq!(store.token().number, before.next());
    store.check_writable().await.unwrap();
    assert_eq!(store.token().number, before.next());
    store.close().await;
    assert_eq!(store.check_writable().await, Ok(()));
}

#[tokio::test]
async fn a_closed_database_takes_no_writes() {
    let store = open_in_memory().await.store;
    store.close().await;
    assert!(matches!(store.check_writable().await, Err(DbError::Retryable(_))));
}
