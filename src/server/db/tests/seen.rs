use std::time::{Duration, Instant};

use super::*;

/// Own cursors of somebody who has seen up to there, as far as `delivered` goes.
fn cursors(delivered: u64, seen: u64, own_after_seen: u64) -> Cursors {
    Cursors { delivered: Seq(delivered), seen: Seq(seen), own_after_seen }
}

#[tokio::test]
async fn sending_marks_nothing_seen_and_counts_as_unseen_for_the_other_alone() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    for _ in 0..3 {
        pair.send(&store, pair.ana).await;
    }
    assert_eq!(pair.cursors(&store, pair.ana), cursors(3, 0, 3));
    assert_eq!(pair.unseen(&store, pair.ana), 0);
    assert_eq!(pair.unseen(&store, pair.bo), 3);
}

#[tokio::test]
async fn what_is_unseen_is_others_messages_after_the_cursor_wherever_it_goes() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let mut senders = vec![];
    for n in 0..40u64 {
        let sender = if n * n % 7 < 3 { pair.ana } else { pair.bo };
        pair.send(&store, sender).await;
        senders.push(sender);
    }
    for to in [1, 2, 9, 10, 31, 39, 40] {
        for me in [pair.ana, pair.bo] {
            let cursors = store.move_seen(&pair.talk, me, Seq(to)).await.unwrap();
            let after = &senders[to as usize..];
            let own = after.iter().filter(|sender| **sender == me).count() as u64;
            assert_eq!((cursors.seen, cursors.own_after_seen), (Seq(to), own));
            assert_eq!(pair.cursors(&store, me), cursors);
            assert_eq!(pair.unseen(&store, me), after.len() as u64 - own);
        }
    }
}

#[tokio::test]
async fn a_cursor_moves_neither_back_nor_beyond_the_last_message() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    for _ in 0..5 {
        pair.send(&store, pair.ana).await;
    }
    let seen = async |seq| store.move_seen(&pair.talk, pair.bo, Seq(seq)).await.unwrap().seen.0;
    assert_eq!(seen(3).await, 3);
    assert_eq!(seen(1).await, 3);
    assert_eq!(seen(0).await, 3);
    assert_eq!(seen(u64::MAX).await, 5);
    assert_eq!(seen(4).await, 5);
}

#[tokio::test]
async fn receipts_and_sends_at_once_lose_no_count() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let sends = (0..120u64).map(|n| {
        let sender = if n % 3 == 0 { pair.bo } else { pair.ana };
        store.append_message(new_message(&pair.talk, sender))
    });
    let looks = async {
        for seq in 1..=60 {
            store.move_seen(&pair.talk, pair.bo, Seq(seq)).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let looks_at_once = (1..=60).map(|seq| store.move_seen(&pair.talk, pair.bo, Seq(seq)));
    tokio::join!(futures::future::join_all(sends), looks, futures::future::join_all(looks_at_once));
    let cursors = store.move_seen(&pair.talk, pair.bo, Seq(60)).await.unwrap();
    let log = log(&store, &pair.talk).await;
    let own = log[cursors.seen.0 as usize..].iter().filter(|row| row.sender == pair.bo).count();
    assert_eq!(cursors.own_after_seen, own as u64);
}

#[tokio::test]
async fn what_was_sent_since_a_receipts_count_is_counted_too() {
    let as_they_were = cursors(0, 0, 2);
    // Others do not tell what was sent since: then it is read.
    let others = cursors(0, 1, 2);
    for counted_with in [as_they_were, others] {
        let store = open_in_memory().await.store;
        let pair = Pair::new(&store).await;
        for sender in [pair.ana, pair.bo, pair.bo, pair.bo, pair.ana, pair.bo] {
            pair.send(&store, sender).await;
        }
        let counted_when_three = writer::SeenMove {
            conversation: pair.talk.clone(),
            user: pair.bo,
            to: Seq(1),
            own_after: 2,
            counted_to: Seq(3),
            counted_with,
        };
        let moving = store.write(|reply| writer::Operation::MoveSeen(counted_when_three, reply));
        assert_eq!(moving.await.unwrap(), cursors(1, 1, 4));
        assert_eq!(pair.unseen(&store, pair.bo), 1);
    }
}

#[tokio::test]
async fn one_members_receipts_of_a_moment_are_one_change() {
    let mut opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    for _ in 0..20 {
        pair.send(&opened.store, pair.ana).await;
    }
    opened.told();
    let before = opened.store.token().number;
    let looks = (1..=20).map(|seq| opened.store.move_seen(&pair.talk, pair.bo, Seq(seq)));
    let answers = futures::future::join_all(looks).await;
    assert!(answers.into_iter().all(|cursors| cursors.unwrap().seen == Seq(20)));
    assert_eq!(opened.store.token().number, before.next());
    let commit = opened.next_told().await;
    assert!(matches!(&commit.changes[..],
        [Change::CursorsMoved { member, seen: true, shown: true, .. }]
            if member.user == pair.bo && member.cursors.seen == Seq(20)));
    assert_eq!(opened.store.last_change_for(pair.ana), commit.number);
}

#[tokio::test]
async fn a_receipt_travels_with_the_next_send_and_alone_within_its_time() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    pair.send(&store, pair.ana).await;
    let begun = Instant::now();
    store.move_seen(&pair.talk, pair.bo, Seq(1)).await.unwrap();
    let alone = begun.elapsed();
    assert!(alone >= Duration::from_millis(150) && alone < Duration::from_secs(2), "{alone:?}");

    pair.send(&store, pair.ana).await;
    let before = store.token().number;
    let mut seeing = Box::pin(store.move_seen(&pair.talk, pair.bo, Seq(2)));
    assert!(futures::poll!(&mut seeing).is_pending());
    let sent = pair.send(&store, pair.ana).await;
    assert_eq!(sent.commit, before.next());
    assert_eq!(pair.cursors(&store, pair.bo).seen, Seq(2));
    assert_eq!(seeing.await.unwrap().seen, Seq(2));
    assert_eq!(store.token().number, sent.commit);
}

#[tokio::test]
async fn a_stranger_has_no_cursor() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let stranger = store.move_seen(&pair.talk, UserId::random(), Seq(1)).await;
    assert_eq!(stranger, Err(DbError::NotFound));
    let nowhere = ConversationId::of_pair(UserId::random(), pair.ana);
    assert_eq!(store.move_seen(&nowhere, pair.ana, Seq(1)).await, Err(DbError::NotFound));
}
