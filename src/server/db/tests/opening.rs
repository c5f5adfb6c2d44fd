use surrealdb::types::{Value, Variables};

use super::*;
use crate::domain::CommitNumber;

async fn ask(store: &Store, text: &str) -> Value {
    store.shared.engine().await.unwrap().select(text, Variables::new()).await.unwrap()
}

#[tokio::test]
async fn opening_again_shows_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let notes = ConversationId::of_pair(pair.ana, pair.ana);
    store.ensure_conversation(notes.clone(), vec![3; 73], 1).await.unwrap();
    for sender in [pair.ana, pair.bo, pair.bo, pair.ana] {
        pair.send(&store, sender).await;
    }
    store.move_seen(&pair.talk, pair.ana, Seq(2)).await.unwrap();
    store.set_last_seen(pair.bo, UnixMillis(77)).await.unwrap();
    let new = NewSession {
        user: pair.ana,
        user_agent: "a browser".into(),
        created_at: UnixMillis(1),
        expires_at: FAR,
        name: None,
        scope: Scope::Full,
    };
    let living = store.insert_session(new.clone()).await.unwrap();
    let revoked = store.insert_session(new).await.unwrap();
    store.revoke_session(revoked.id).await.unwrap();
    let before = contents(&store).await;
    let last_change = store.last_change_for(pair.ana);
    store.close().await;

    let store = open_at(folder.path()).await.store;
    assert_eq!(contents(&store).await, before);
    assert_eq!(store.find_session(living.id), Some(living));
    assert_eq!(store.find_session(revoked.id), None);
    assert!(store.last_change_for(pair.ana) >= last_change);
    assert_eq!(pair.unseen(&store, pair.ana), 1);
    let next = pair.send(&store, pair.bo).await;
    assert_eq!(next.message.seq, Seq(5));
    store.close().await;
}

#[tokio::test]
async fn commit_numbers_go_on_and_rows_keep_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let sent = pair.send(&store, pair.ana).await;
    assert_eq!(store.token().number, sent.commit);
    let epoch = store.token().epoch;
    store.close().await;

    let store = open_at(folder.path()).await.store;
    assert_eq!(store.token().epoch, epoch);
    assert_eq!(store.token().number, sent.commit);
    let again = pair.send(&store, pair.bo).await;
    assert_eq!(again.commit, sent.commit.next());
    let CommitNumber(number) = again.commit;
    for row in ["conversation", "member WHERE own_after_seen > 0 ORDER BY changed_in DESC LIMIT 1"]
    {
        let changed = ask(&store, &format!("SELECT VALUE changed_in FROM {row}")).await;
        assert_eq!(changed, Value::Array(vec![number].into()), "{row}");
    }
    let changed = ask(&store, "SELECT VALUE changed_in FROM message ORDER BY changed_in").await;
    assert_eq!(changed, Value::Array(vec![number - 1, number].into()));
    store.close().await;
}

#[tokio::test]
async fn a_repeat_is_known_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let new = new_message(&pair.talk, pair.ana);
    let sent = store.append_message(new.clone()).await.unwrap();
    store.close().await;
    let store = open_at(folder.path()).await.store;
    let repeated = store.append_message(new).await.unwrap();
    assert_eq!(repeated, Appended { repeated: true, ..sent });
    store.close().await;
}

#[tokio::test]
async fn a_second_opening_of_the_same_folder_is_refused_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = open_at(folder.path()).await.store;
    let pair = Pair::new(&first).await;
    let second = try_open(url(folder.path()), key(1)).await;
    let path = folder.path().join("database");
    assert_eq!(second.err(), Some(DbError::Locked(path)));
    pair.send(&first, pair.ana).await;
    first.close().await;
    open_at(folder.path()).await.store.close().await;
}

#[tokio::test]
async fn another_master_key_is_refused_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    pair.send(&store, pair.ana).await;
    let before = contents(&store).await;
    store.close().await;
    assert_eq!(try_open(url(folder.path()), key(2)).await.err(), Some(DbError::WrongKey));
    let store = open_at(folder.path()).await.store;
    assert_eq!(contents(&store).await, before);
    store.close().await;
}

#[tokio::test]
async fn a_newer_versions_database_is_refused_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    Pair::new(&store).await;
    // A newer version may have changed anything but where its schema is found.
    ask(&store, "UPDATE ONLY meta:main SET schema = 999, key_check = <bytes>''").await;
    store.close().await;
    let refused = try_open(url(folder.path()), key(1)).await.err();
    assert_eq!(refused, Some(DbError::TooNew { found: 999, known: migrations::NEWEST }));
    let again = try_open(url(folder.path()), key(1)).await.err();
    assert_eq!(again, refused);
}

#[tokio::test]
async fn every_database_has_an_epoch_of_its_own() {
    let (one, other) = (open_in_memory().await.store, open_in_memory().await.store);
    assert_ne!(one.token().epoch, other.token().epoch);
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("database"), "a file").unwrap();
    let refused = try_open(url(folder.path()), key(1)).await.err().unwrap().to_string();
    assert!(refused.contains("is not a folder"), "{refused}");
    let refused = try_open("redis://x".into(), key(1)).await.err().unwrap();
    assert!(matches!(refused, DbError::Unusable(_)), "{refused}");
}
