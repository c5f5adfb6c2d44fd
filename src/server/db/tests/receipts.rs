//! What the others may know of how far somebody has come.

use super::*;
use crate::domain::Receipts;

fn receipts(store: &Store, pair: &Pair, user: UserId) -> Receipts {
    store.find_conversation(&pair.talk).unwrap().find_member(user).unwrap().receipts
}

#[tokio::test]
async fn delivered_comes_before_seen_and_seen_brings_it_along() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    for _ in 0..5 {
        pair.send(&store, pair.ana).await;
    }
    let known = |user| receipts(&store, &pair, user);
    let delivered =
        async |seq| store.move_delivered(&pair.talk, pair.bo, Seq(seq)).await.unwrap().delivered.0;
    assert_eq!(delivered(2).await, 2);
    assert_eq!((known(pair.bo).delivered, known(pair.bo).seen), (Seq(2), Seq(0)));
    assert!(known(pair.bo).delivered_at.is_some() && known(pair.bo).seen_at.is_none());
    store.move_seen(&pair.talk, pair.bo, Seq(4)).await.unwrap();
    assert_eq!((known(pair.bo).delivered, known(pair.bo).seen), (Seq(4), Seq(4)));
    assert_eq!(delivered(3).await, 4, "never back");
    assert_eq!(delivered(u64::MAX).await, 5, "nor beyond the last");
    assert_eq!(pair.unseen(&store, pair.bo), 1);
}

#[tokio::test]
async fn what_one_writes_has_arrived_if_all_before_it_has() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let delivered = |user| pair.cursors(&store, user).delivered.0;
    pair.send(&store, pair.ana).await;
    assert_eq!((delivered(pair.ana), delivered(pair.bo)), (1, 0));
    pair.send(&store, pair.bo).await;
    assert_eq!((delivered(pair.ana), delivered(pair.bo)), (1, 0));
    store.move_delivered(&pair.talk, pair.bo, Seq(2)).await.unwrap();
    pair.send(&store, pair.bo).await;
    assert_eq!((delivered(pair.ana), delivered(pair.bo)), (1, 3));
}

#[tokio::test]
async fn who_sends_no_seen_receipts_shows_nothing_new_and_counts_as_ever() {
    let mut opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    for _ in 0..4 {
        pair.send(&opened.store, pair.ana).await;
    }
    opened.store.move_seen(&pair.talk, pair.bo, Seq(1)).await.unwrap();
    opened.store.set_sends_seen(pair.bo, false).await.unwrap();
    opened.told();
    opened.store.move_seen(&pair.talk, pair.bo, Seq(3)).await.unwrap();
    assert_eq!(pair.unseen(&opened.store, pair.bo), 1);
    let known = receipts(&opened.store, &pair, pair.bo);
    assert_eq!((known.delivered, known.seen), (Seq(3), Seq(1)));
    opened.store.move_seen(&pair.talk, pair.bo, Seq(4)).await.unwrap();
    opened.store.set_sends_seen(pair.bo, true).await.unwrap();
    assert_eq!(receipts(&opened.store, &pair, pair.bo).seen, Seq(1), "nothing is told afterwards");
    pair.send(&opened.store, pair.ana).await;
    opened.store.move_seen(&pair.talk, pair.bo, Seq(5)).await.unwrap();
    assert_eq!(receipts(&opened.store, &pair, pair.bo).seen, Seq(5));
}

#[tokio::test]
async fn receipts_and_settings_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let Opened { store, .. } = open_at(folder.path()).await;
    let pair = Pair::new(&store).await;
    pair.send(&store, pair.ana).await;
    store.move_seen(&pair.talk, pair.bo, Seq(1)).await.unwrap();
    store.set_sends_seen(pair.bo, false).await.unwrap();
    let known = receipts(&store, &pair, pair.bo);
    store.close().await;
    let Opened { store, .. } = open_at(folder.path()).await;
    assert_eq!(receipts(&store, &pair, pair.bo), known);
    assert!(!store.find_user(pair.bo).unwrap().sends_seen);
}

#[tokio::test]
async fn what_changed_since_a_commit_is_named_for_each_person() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let cy = store.insert_user(new_user("cy")).await.unwrap().id;
    let since = store.token().number;
    assert_eq!(store.list_changes_for(pair.ana, since), Changes::default());
    pair.send(&store, pair.ana).await;
    let of_talk = Changes { people: vec![], conversations: vec![pair.talk.clone()] };
    assert_eq!(store.list_changes_for(pair.bo, since), of_talk);
    assert_eq!(store.list_changes_for(cy, since), Changes::default());
    let sent = store.token().number;
    store.move_delivered(&pair.talk, pair.bo, Seq(1)).await.unwrap();
    assert_eq!(store.list_changes_for(pair.ana, sent), of_talk);
    assert_eq!(store.list_changes_for(pair.bo, sent), Changes::default(), "one's own doing");
    let di = store.insert_user(new_user("di")).await.unwrap().id;
    assert_eq!(store.list_changes_for(cy, since).people, [di]);
    let window = store.list_messages_since(&pair.talk, since, 50).await.unwrap();
    assert_eq!(window.len(), 1);
    assert_eq!(store.list_messages_since(&pair.talk, sent, 50).await.unwrap(), []);
}
