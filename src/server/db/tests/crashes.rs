//! What a crash leaves is the folder as it is at that moment: a copy of it, taken while the store
//! is open, is opened in its stead.

use std::fs;

use super::*;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let copied = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &copied);
        } else {
            fs::copy(entry.path(), copied).unwrap();
        }
    }
}

/// Leaves in `crashed` the first bytes of what a commit added to the log until `later`.
fn tear(crashed: &Path, later: &Path, bytes: usize) {
    let newest = |folder: &Path| {
        let files = fs::read_dir(folder.join("database/wal")).unwrap();
        files.map(|file| file.unwrap().path()).max().unwrap()
    };
    let (log, whole) = (newest(crashed), fs::read(newest(later)).unwrap());
    let before = fs::read(&log).unwrap().len();
    fs::write(log, &whole[..(before + bytes).min(whole.len() - 1)]).unwrap();
}

/// As long as they get: a few hundred fill the smallest write buffer.
fn new_long_message(pair: &Pair) -> NewMessage {
    NewMessage { sealed: vec![5; 16_000], ..new_message(&pair.talk, pair.ana) }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_crash_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    for round in 1..=3 {
        for _ in 0..20 {
            let sends = (0..12).map(|_| store.append_message(new_long_message(&pair)));
            assert!(futures::future::join_all(sends).await.iter().all(Result::is_ok));
        }
        let crashed = tempfile::tempdir().unwrap();
        copy(folder.path(), crashed.path());
        let after = open_at(crashed.path()).await.store;
        let seqs: Vec<_> = log(&after, &pair.talk).await.into_iter().map(|row| row.seq).collect();
        assert_eq!(seqs, (1..=round * 240).map(Seq).collect::<Vec<_>>());
        assert_eq!(after.token(), store.token());
        let head = after.find_conversation(&pair.talk).unwrap();
        assert_eq!(Some(&head), store.find_conversation(&pair.talk).as_ref());
        let client_id = head.last.as_ref().unwrap().client_id;
        let repeat = NewMessage { client_id, ..new_long_message(&pair) };
        assert!(after.append_message(repeat).await.unwrap().repeated);
        after.close().await;
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_torn_end_of_the_log_costs_nothing_that_was_acknowledged_before_or_after() {
    for torn in [1, 7, 100] {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (folder, third) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = open_at(folder.path()).await.store;
        let pair = Pair::new(&store).await;
        pair.send(&store, pair.ana).await;
        copy(folder.path(), first.path());
        store.append_message(new_long_message(&pair)).await.unwrap();
        copy(folder.path(), second.path());
        store.close().await;

        tear(first.path(), second.path(), torn);
        let store = open_at(first.path()).await.store;
        assert_eq!(log(&store, &pair.talk).await.len(), 1, "{torn} bytes");
        for _ in 0..3 {
            store.append_message(new_long_message(&pair)).await.unwrap();
        }
        copy(first.path(), third.path());
        store.close().await;
        let store = open_at(third.path()).await.store;
        assert_eq!(log(&store, &pair.talk).await.len(), 4, "{torn} bytes");
        store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_go_on_while_a_full_write_buffer_is_brought_to_disk() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let begun = pair.send(&store, pair.ana).await.message;
    let writing = async {
        for _ in 0..560 {
            store.append_message(new_long_message(&pair)).await.unwrap();
        }
    };
    let reading = async {
        loop {
            let page = store.page_messages(&pair.talk, Seq(1), 5).await;
            assert_eq!(page, Ok(vec![begun.clone()]));
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        () = writing => {}
        () = reading => {}
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_found_the_write_buffer_full_survives_the_log_that_it_was_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let logs = || fs::read_dir(folder.path().join("database/wal")).unwrap().count();
    let mut sent = 0;
    for _ in 0..3 {
        while logs() < 2 {
            store.append_message(new_long_message(&pair)).await.unwrap();
            sent += 1;
            assert!(sent < 3_000, "the log is never rotated");
        }
        while logs() > 1 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let crashed = tempfile::tempdir().unwrap();
        copy(folder.path(), crashed.path());
        let after = open_at(crashed.path()).await.store;
        let seqs: Vec<_> = log(&after, &pair.talk).await.into_iter().map(|row| row.seq).collect();
        assert_eq!(seqs, (1..=sent).map(Seq).collect::<Vec<_>>());
        assert_eq!(after.token(), store.token());
        after.close().await;
    }
    store.close().await;
}
