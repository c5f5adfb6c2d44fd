//! Busy people, and what waits for them.

use super::*;
use crate::domain::Status;

const BUSY: Status = Status::Busy { until: None };

/// The client ids of what waits for the other in the pair's conversation, in order.
fn waiting(store: &Store, pair: &Pair, sender: UserId) -> Vec<ClientId> {
    store.list_held(sender, &pair.talk).iter().map(|held| held.client_id).collect()
}

async fn write(store: &Store, pair: &Pair, sender: UserId) -> (ClientId, Written) {
    let new = new_message(&pair.talk, sender);
    (new.client_id, store.write_message(new).await.unwrap())
}

fn is_held(written: &Written) -> bool {
    matches!(written, Written::Held { repeated: false, .. })
}

#[tokio::test]
async fn what_is_for_somebody_busy_waits_and_comes_in_its_order_after_what_was_written_meanwhile() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    pair.send(&store, pair.ana).await;
    store.set_status(pair.bo, BUSY).await.unwrap();
    let mut sent = vec![];
    for _ in 0..3 {
        let (client_id, written) = write(&store, &pair, pair.ana).await;
        assert!(is_held(&written));
        sent.push(client_id);
    }
    let own = pair.send(&store, pair.bo).await.message;
    assert_eq!(own.seq, Seq(2), "own messages go out as usual");
    assert_eq!(waiting(&store, &pair, pair.ana), sent);
    assert_eq!(pair.unseen(&store, pair.bo), 1);
    assert_eq!(store.count_unseen(pair.bo), 1);
    store.set_status(pair.bo, Status::Available).await.unwrap();
    let log = log(&store, &pair.talk).await;
    let ids: Vec<_> = log[2..].iter().map(|message| message.client_id).collect();
    assert_eq!(ids, sent);
    assert_eq!(waiting(&store, &pair, pair.ana), []);
    assert_eq!((pair.unseen(&store, pair.bo), store.count_unseen(pair.bo)), (4, 4));
    assert_eq!(pair.unseen(&store, pair.ana), 1);
}

#[tokio::test]
async fn what_is_released_beside_a_receipt_is_counted_as_the_senders_own() {
    for pause in [0, 1, 2, 4, 8, 16, 32, 64] {
        let store = open_in_memory().await.store;
        let pair = Pair::new(&store).await;
        pair.send(&store, pair.bo).await;
        store.set_status(pair.bo, BUSY).await.unwrap();
        let writes = (0..600).map(|_| store.write_message(new_message(&pair.talk, pair.ana)));
        futures::future::join_all(writes).await.into_iter().for_each(|held| drop(held.unwrap()));
        let seeing = async {
            for _ in 0..pause {
                tokio::task::yield_now().await;
            }
            store.move_seen(&pair.talk, pair.ana, Seq(1)).await.unwrap();
        };
        let (released, ()) = tokio::join!(store.set_status(pair.bo, Status::Available), seeing);
        released.unwrap();
        while !waiting(&store, &pair, pair.ana).is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(pair.unseen(&store, pair.ana), 0, "{pause}");
    }
}

#[tokio::test]
async fn much_that_waited_is_released_whole_and_nothing_overtakes_it() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    store.set_status(pair.bo, BUSY).await.unwrap();
    let new: Vec<_> = (0..650).map(|_| new_message(&pair.talk, pair.ana)).collect();
    for some in new.chunks(100) {
        let writes = some.iter().map(|new| store.write_message(new.clone()));
        futures::future::join_all(writes).await.into_iter().for_each(|held| drop(held.unwrap()));
    }
    let waiting = waiting(&store, &pair, pair.ana);
    assert_eq!(waiting.len(), 650);
    store.set_status(pair.bo, Status::Available).await.unwrap();
    let (late, written) = write(&store, &pair, pair.ana).await;
    assert!(is_held(&written), "most of it still waits");
    while !store.list_held(pair.ana, &pair.talk).is_empty() {
        tokio::task::yield_now().await;
    }
    let log = log(&store, &pair.talk).await;
    let ids: Vec<_> = log.iter().map(|message| message.client_id).collect();
    assert_eq!(ids, [waiting, vec![late]].concat());
    assert_eq!(store.count_unseen(pair.bo), 651);
}

#[tokio::test]
async fn a_client_id_is_one_message_whether_it_waits_or_was_sent() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let first = new_message(&pair.talk, pair.ana);
    let sent = store.append_message(first.clone()).await.unwrap();
    store.set_status(pair.bo, BUSY).await.unwrap();
    let again = store.write_message(first).await.unwrap();
    assert_eq!(again, Written::Appended(Appended { repeated: true, ..sent }));
    let second = new_message(&pair.talk, pair.ana);
    let writes = (0..5).map(|_| store.write_message(second.clone()));
    let held = futures::future::join_all(writes).await;
    assert_eq!(held.iter().filter(|held| is_held(held.as_ref().unwrap())).count(), 1);
    assert_eq!(waiting(&store, &pair, pair.ana), [second.client_id]);
    store.set_status(pair.bo, Status::Available).await.unwrap();
    let after = store.write_message(second).await.unwrap();
    assert!(matches!(after, Written::Appended(Appended { repeated: true, .. })));
    assert_eq!(log(&store, &pair.talk).await.len(), 2);
}

#[tokio::test]
async fn a_message_is_taken_back_or_sent_and_never_both() {
    let mut opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    for _ in 0..30 {
        let store = &opened.store;
        store.set_status(pair.bo, BUSY).await.unwrap();
        let (client_id, _) = write(store, &pair, pair.ana).await;
        opened.told();
        let store = &opened.store;
        let (taken, status) = tokio::join!(
            store.take_back(pair.ana, client_id),
            store.set_status(pair.bo, Status::Available)
        );
        status.unwrap();
        let is_sent = log(store, &pair.talk).await.iter().any(|row| row.client_id == client_id);
        match taken.unwrap() {
            TakenBack::Gone(_) => assert!(!is_sent),
            TakenBack::Sent(sent) => assert!(is_sent && sent.message.client_id == client_id),
            TakenBack::Unknown => panic!("it was there"),
        }
        assert_eq!(waiting(store, &pair, pair.ana), []);
    }
    let store = &opened.store;
    assert_eq!(store.take_back(pair.ana, ClientId::random()).await, Ok(TakenBack::Unknown));
    let (bos, _) = write(store, &pair, pair.bo).await;
    assert_eq!(store.take_back(pair.ana, bos).await, Ok(TakenBack::Unknown), "only one's own");
}

#[tokio::test]
async fn what_waits_is_nobodys_change_but_its_senders() {
    let mut opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    opened.store.set_status(pair.bo, BUSY).await.unwrap();
    let before = opened.store.last_change_for(pair.bo);
    opened.told();
    let (client_id, _) = write(&opened.store, &pair, pair.ana).await;
    opened.store.take_back(pair.ana, client_id).await.unwrap();
    assert_eq!(opened.store.last_change_for(pair.bo), before);
    assert!(opened.store.last_change_for(pair.ana) > before);
    opened.store.close().await;
    let told = opened.told();
    assert_eq!(told.len(), 2);
    for change in told {
        assert_eq!(change.audience(), Audience::People(vec![pair.ana]));
    }
}

#[tokio::test]
async fn being_busy_ends_by_itself_at_its_time() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let until = UnixMillis(UnixMillis::now().0 + 150);
    store.set_status(pair.bo, Status::Busy { until: Some(until) }).await.unwrap();
    let (client_id, written) = write(&store, &pair, pair.ana).await;
    assert!(is_held(&written));
    while store.find_user(pair.bo).unwrap().status.is_busy() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    assert!(until <= UnixMillis::now());
    assert_eq!(log(&store, &pair.talk).await[0].client_id, client_id);
}

#[tokio::test]
async fn notes_to_self_never_wait() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    store.set_status(pair.ana, BUSY).await.unwrap();
    let notes = ConversationId::of_pair(pair.ana, pair.ana);
    store.ensure_conversation(notes.clone(), vec![1], 1).await.unwrap();
    store.append_message(new_message(&notes, pair.ana)).await.unwrap();
}

#[tokio::test]
async fn status_and_what_waits_survive_a_restart_and_a_time_that_is_over_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let Opened { store, .. } = open_at(folder.path()).await;
    let pair = Pair::new(&store).await;
    store.set_status(pair.bo, BUSY).await.unwrap();
    let (first, _) = write(&store, &pair, pair.ana).await;
    let (second, _) = write(&store, &pair, pair.ana).await;
    store.close().await;

    let Opened { store, .. } = open_at(folder.path()).await;
    assert_eq!(store.find_user(pair.bo).unwrap().status, BUSY);
    assert_eq!(waiting(&store, &pair, pair.ana), [first, second]);
    let until = Some(UnixMillis(UnixMillis::now().0 + 1));
    store.set_status(pair.bo, Status::Busy { until }).await.unwrap();
    store.close().await;

    let Opened { store, .. } = open_at(folder.path()).await;
    while store.find_user(pair.bo).unwrap().status.is_busy() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let log = log(&store, &pair.talk).await;
    assert_eq!(log.iter().map(|row| row.client_id).collect::<Vec<_>>(), [first, second]);
}
