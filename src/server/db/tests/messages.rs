use std::collections::BTreeSet;

use super::*;

#[tokio::test]
async fn thirty_two_senders_at_once_fill_one_log_without_holes() {
    let opened = open_in_memory().await;
    let store = opened.store;
    let pair = Arc::new(Pair::new(&store).await);
    let senders = (0..32).map(|n| {
        let (store, pair) = (store.clone(), pair.clone());
        tokio::spawn(async move {
            let sender = if n % 2 == 0 { pair.ana } else { pair.bo };
            let mut seqs = vec![];
            for _ in 0..25 {
                seqs.push(pair.send(&store, sender).await.message.seq);
            }
            assert!(seqs.is_sorted(), "one sender's own order holds: {seqs:?}");
            seqs
        })
    });
    let answered = futures::future::join_all(senders).await;
    let answered: BTreeSet<Seq> = answered.into_iter().flat_map(Result::unwrap).collect();
    let expected: Vec<Seq> = (1..=800).map(Seq).collect();
    assert_eq!(answered.into_iter().collect::<Vec<_>>(), expected);
    let log = log(&store, &pair.talk).await;
    assert_eq!(log.iter().map(|message| message.seq).collect::<Vec<_>>(), expected);
    assert!(log.is_sorted_by_key(|message| message.sent_at));
    assert_eq!(store.find_conversation(&pair.talk).unwrap().last.as_ref(), log.last());
}

#[tokio::test]
async fn many_conversations_at_once_are_each_dense() {
    let store = open_in_memory().await.store;
    let names = (0..20).map(|n| store.insert_user(new_user(&format!("person{n}"))));
    let people: Vec<UserId> =
        futures::future::join_all(names).await.into_iter().map(|user| user.unwrap().id).collect();
    let talks = people.iter().map(|&other| {
        let talk = ConversationId::of_pair(people[0], other);
        let store = store.clone();
        async move {
            store.ensure_conversation(talk.clone(), vec![1], 1).await.unwrap();
            let sends = (0..30).map(|_| store.append_message(new_message(&talk, other)));
            futures::future::join_all(sends).await;
            let seqs: Vec<_> = log(&store, &talk).await.into_iter().map(|row| row.seq).collect();
            assert_eq!(seqs, (1..=30).map(Seq).collect::<Vec<_>>());
        }
    });
    futures::future::join_all(talks).await;
    assert_eq!(store.list_conversations(people[0]).len(), 20);
    assert_eq!(store.list_conversations(people[1]).len(), 1);
}

#[tokio::test]
async fn a_repeated_client_id_yields_the_first_message() {
    let mut opened = open_in_memory().await;
    let store = opened.store.clone();
    let pair = Pair::new(&store).await;
    let first = new_message(&pair.talk, pair.ana);
    let sent = store.append_message(first.clone()).await.unwrap();
    assert!(!sent.repeated);
    let notes = ConversationId::of_pair(pair.ana, pair.ana);
    store.ensure_conversation(notes.clone(), vec![1], 1).await.unwrap();
    let elsewhere = NewMessage { conversation: notes.clone(), sealed: vec![9], ..first.clone() };
    for again in [first, elsewhere] {
        let repeated = store.append_message(again).await.unwrap();
        assert_eq!(repeated, Appended { repeated: true, ..sent.clone() });
    }
    assert_eq!(log(&store, &pair.talk).await, std::slice::from_ref(&sent.message));
    assert_eq!(log(&store, &notes).await, []);
    store.close().await;
    let appended =
        opened.told().into_iter().filter(|change| matches!(change, Change::MessageAppended { .. }));
    assert_eq!(appended.count(), 1);
}

#[tokio::test]
async fn repeats_among_those_who_wait_yield_one_message_and_disturb_nobody() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let one = new_message(&pair.talk, pair.ana);
    let twenty = (0..20).map(|_| store.append_message(one.clone()));
    let strangers = (0..20).map(|_| store.append_message(new_message(&pair.talk, pair.bo)));
    let (repeats, others) =
        tokio::join!(futures::future::join_all(twenty), futures::future::join_all(strangers));
    let repeats: Vec<Appended> = repeats.into_iter().map(Result::unwrap).collect();
    assert_eq!(repeats.iter().filter(|appended| !appended.repeated).count(), 1);
    assert!(repeats.iter().all(|appended| appended.message == repeats[0].message));
    assert!(others.iter().all(Result::is_ok));
    assert_eq!(log(&store, &pair.talk).await.len(), 21);
}

#[tokio::test]
async fn the_same_client_id_of_two_people_is_two_messages() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let anas = new_message(&pair.talk, pair.ana);
    let bos = NewMessage { sender: pair.bo, ..anas.clone() };
    let (first, second) = tokio::join!(store.append_message(anas), store.append_message(bos));
    assert_ne!(first.unwrap().message.seq, second.unwrap().message.seq);
}

#[tokio::test]
async fn a_message_is_found_by_who_sent_it_as_what() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let sent = pair.send(&store, pair.ana).await.message;
    let found = store.find_message(pair.ana, sent.client_id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&sent));
    assert_eq!(store.find_message(pair.bo, sent.client_id).await, Ok(None));
    assert_eq!(store.find_message(pair.ana, ClientId::random()).await, Ok(None));
}

#[tokio::test]
async fn a_stranger_and_a_conversation_that_is_not_get_no_message() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let cy = store.insert_user(new_user("cy")).await.unwrap().id;
    let stranger = store.append_message(new_message(&pair.talk, cy)).await;
    assert_eq!(stranger, Err(DbError::NotFound));
    let nowhere = ConversationId::of_pair(pair.ana, cy);
    let lost = store.append_message(new_message(&nowhere, pair.ana)).await;
    assert_eq!(lost, Err(DbError::NotFound));
    let page = store.page_messages(&nowhere, Seq(5), 5).await;
    assert_eq!(page, Err(DbError::NotFound));
}

#[tokio::test]
async fn a_page_is_just_the_messages_that_were_asked_for() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    for _ in 0..12 {
        pair.send(&store, pair.ana).await;
    }
    let page = async |up_to, limit| -> Vec<u64> {
        let rows = store.page_messages(&pair.talk, Seq(up_to), limit).await.unwrap();
        rows.into_iter().map(|row| row.seq.0).collect()
    };
    assert_eq!(page(12, 5).await, [8, 9, 10, 11, 12]);
    assert_eq!(page(7, 5).await, [3, 4, 5, 6, 7]);
    assert_eq!(page(2, 5).await, [1, 2]);
    assert_eq!(page(99, 2).await, [11, 12]);
    assert!(page(0, 5).await.is_empty());
    assert!(page(5, 0).await.is_empty());
}

#[tokio::test]
async fn the_first_to_begin_a_conversation_decides_its_key() {
    let store = open_in_memory().await.store;
    let ana = store.insert_user(new_user("ana")).await.unwrap().id;
    let bo = store.insert_user(new_user("bo")).await.unwrap().id;
    let talk = ConversationId::of_pair(ana, bo);
    let begin = (0..10u8).map(|n| store.ensure_conversation(talk.clone(), vec![n; 73], 1));
    let begun = futures::future::join_all(begin).await;
    let first = begun[0].as_ref().unwrap();
    assert!(begun.iter().all(|one| one.as_ref().unwrap().wrapped_key == first.wrapped_key));
    assert_eq!(store.find_conversation(&talk).unwrap().members.len(), 2);
}

#[tokio::test]
async fn notes_to_self_have_one_member_to_whom_nothing_is_unseen() {
    let store = open_in_memory().await.store;
    let ana = store.insert_user(new_user("ana")).await.unwrap().id;
    let notes = ConversationId::of_pair(ana, ana);
    store.ensure_conversation(notes.clone(), vec![1], 1).await.unwrap();
    store.append_message(new_message(&notes, ana)).await.unwrap();
    let conversation = store.find_conversation(&notes).unwrap();
    assert_eq!(conversation.members.len(), 1);
    assert_eq!(conversation.cursors_of(ana).unwrap().unseen(conversation.last_seq), 0);
}

#[tokio::test]
async fn commits_are_told_in_order_and_after_memory_shows_them() {
    let mut opened = open_in_memory().await;
    let pair = Pair::new(&opened.store).await;
    let sends = (0..60).map(|_| opened.store.append_message(new_message(&pair.talk, pair.ana)));
    futures::future::join_all(sends).await;
    let (mut number, mut seq) = (crate::domain::CommitNumber(0), Seq::ZERO);
    while seq < Seq(60) {
        let commit = opened.next_told().await;
        assert!(commit.number > number);
        number = commit.number;
        assert!(opened.store.token().number >= number);
        for change in commit.changes {
            if let Change::MessageAppended { message, members } = change {
                assert_eq!(message.seq, seq.next());
                seq = message.seq;
                let own = members.iter().find(|member| member.user == pair.ana).unwrap();
                assert_eq!(own.cursors.own_after_seen, seq.0);
            }
        }
    }
    assert_eq!(opened.store.last_change_for(pair.bo), number);
    assert!(opened.store.last_change_for(UserId::random()) < number);
}

#[tokio::test]
async fn a_caller_that_hangs_up_aborts_nothing() {
    let store = open_in_memory().await.store;
    let pair = Pair::new(&store).await;
    let new = new_message(&pair.talk, pair.ana);
    let mut sending = Box::pin(store.append_message(new.clone()));
    assert!(futures::poll!(&mut sending).is_pending());
    drop(sending);
    assert!(store.append_message(new).await.unwrap().repeated);
    assert_eq!(log(&store, &pair.talk).await.len(), 1);
}
