//! Reading all of a database, making another one of it, and the copy before an upgrade.

use std::fs;

use surrealdb::types::{Object, RecordId, SurrealValue, Uuid, Value};

use super::*;
use crate::domain::CommitNumber;

fn options(folder: &Path) -> StoreOptions {
    StoreOptions { url: url(folder), memory_mib: 32 }
}

/// All pieces of a database, in their order.
async fn all(mut pieces: Pieces) -> Vec<Piece> {
    let mut read = vec![];
    while read.last() != Some(&Piece::End) {
        read.push(pieces.next().await.unwrap());
    }
    pieces.close().await.unwrap();
    read
}

fn cut(pieces: &[Piece]) -> Cut {
    let [Piece::Cut(cut), ..] = pieces else { panic!("no cut") };
    cut.clone()
}

fn rows(pieces: &[Piece], wanted: &str) -> Vec<Vec<u8>> {
    let (mut rows, mut is_wanted) = (vec![], false);
    for piece in pieces {
        match piece {
            Piece::Table(table) => is_wanted = table == wanted,
            Piece::Rows(some) if is_wanted => rows.extend(some.clone()),
            _ => {}
        }
    }
    rows
}

/// Makes a database of these pieces.
async fn restore(pieces: &[Piece], folder: &Path) {
    let mut restoring = Restoring::begin(&options(folder), &key(1), &cut(pieces)).await.unwrap();
    for piece in pieces {
        match piece {
            Piece::Table(table) => restoring.begin_table(table).await.unwrap(),
            Piece::Rows(rows) => {
                for row in rows {
                    restoring.add(row).await.unwrap();
                }
            }
            Piece::Cut(_) | Piece::End => {}
        }
    }
    restoring.finish().await.unwrap();
}

/// A database of the first schema with somebody in it, as an older version left it.
async fn make_old(folder: &Path) {
    let cut = Cut { schema: 1, epoch: "old".into(), commit: CommitNumber(41), key_check: key(1) };
    let mut user = Object::new();
    user.insert("id", RecordId::new("user", Uuid::new_v4()));
    user.insert("username", "ana");
    user.insert("full_name", "Ana");
    user.insert("password_hash", "$argon2id$…");
    user.insert("created_at", 5);
    user.insert("changed_in", 41);
    let mut restoring = Restoring::begin(&options(folder), &key(1), &cut).await.unwrap();
    restoring.begin_table("user").await.unwrap();
    restoring.add(&stored_value::encode(Value::Object(user)).unwrap()).await.unwrap();
    restoring.finish().await.unwrap();
}

fn copies(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder.join("backups")) else { return vec![] };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

/// The schema of a database that nobody has open.
async fn schema_of(database: &Path) -> u32 {
    let options =
        StoreOptions { url: format!("surrealkv://{}", database.display()), memory_mib: 32 };
    cut(&all(read_closed(&options, &key(1)).await.unwrap()).await).schema
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_made_of_anothers_pieces_is_the_same_but_for_its_epoch() {
    let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open_at(from.path()).await.store;
    let pair = Pair::new(&store).await;
    for _ in 0..3 {
        let sends = (0..250).map(|_| pair.send(&store, pair.ana));
        futures::future::join_all(sends).await;
    }
    store.move_seen(&pair.talk, pair.bo, Seq(70)).await.unwrap();
    store.set_status(pair.bo, crate::domain::Status::Busy { until: None }).await.unwrap();
    store.write_message(new_message(&pair.talk, pair.ana)).await.unwrap();
    let session = NewSession {
        user: pair.ana,
        user_agent: "a browser".into(),
        created_at: UnixMillis(1),
        expires_at: FAR,
        name: None,
        scope: crate::domain::Scope::Full,
    };
    let session = store.insert_session(session).await.unwrap();
    let (before, token) = (contents(&store).await, store.token());
    let live = all(store.read_all().await.unwrap()).await;
    store.close().await;
    let closed = all(read_closed(&options(from.path()), &key(1)).await.unwrap()).await;
    assert!(live == closed, "read live and closed differ");
    assert_eq!(cut(&live).commit, token.number);
    assert_eq!(rows(&live, "message").len(), 750);
    assert_eq!(rows(&live, "held").len(), 1);
    assert!(rows(&live, "meta").is_empty());

    restore(&live, to.path()).await;
    let again = all(read_closed(&options(to.path()), &key(1)).await.unwrap()).await;
    assert!(live[1..] == again[1..], "the rows differ");
    let store = open_at(to.path()).await.store;
    assert_ne!(store.token().epoch, token.epoch);
    let epoch = |text: String, epoch: &str| text.replace(epoch, "");
    assert_eq!(epoch(contents(&store).await, &store.token().epoch), epoch(before, &token.epoch));
    assert_eq!(store.find_session(session.id), Some(session));
    // What has an index is found by it, and what is unique stays so.
    let taken = store.insert_user(new_user("ana")).await;
    assert_eq!(taken.err(), Some(DbError::Taken(crate::domain::Field::Username)));
    assert_eq!(
        store.set_status(pair.bo, crate::domain::Status::Available).await.map(|_| ()),
        Ok(())
    );
    assert_eq!(log(&store, &pair.talk).await.len(), 751);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_is_one_commit_whatever_is_written_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    let long = || NewMessage { sealed: vec![5; 8_000], ..new_message(&pair.talk, pair.ana) };
    for _ in 0..2 {
        futures::future::join_all((0..300).map(|_| store.append_message(long()))).await;
    }
    let writing = tokio::spawn({
        let (store, long) = (store.clone(), new_message(&pair.talk, pair.ana));
        async move {
            loop {
                let one = || NewMessage {
                    client_id: ClientId::random(),
                    sealed: vec![6; 8_000],
                    ..long.clone()
                };
                let sends = (0..20).map(|_| store.append_message(one()));
                assert!(futures::future::join_all(sends).await.iter().all(Result::is_ok));
            }
        }
    });
    for _ in 0..4 {
        let acknowledged = store.find_conversation(&pair.talk).unwrap().last_seq;
        let read = all(store.read_all().await.unwrap()).await;
        let messages = rows(&read, "message").len();
        assert!(messages as u64 >= acknowledged.0, "{messages} of {}", acknowledged.0);
        assert_eq!(messages, rows(&read, "sent").len());
        let decoded: Vec<Value> = rows(&read, "conversation")
            .iter()
            .map(|row| stored_value::decode(row).unwrap())
            .collect();
        let field = |row: &Value, name: &str| {
            let Value::Object(fields) = row else { panic!() };
            i64::from_value(fields.get(name).unwrap().clone()).unwrap()
        };
        assert_eq!(field(&decoded[0], "last_seq"), messages as i64);
        let newest = rows(&read, "message")
            .iter()
            .map(|row| stored_value::decode(row).unwrap())
            .map(|row| field(&row, "changed_in"))
            .max();
        assert_eq!(newest, Some(cut(&read).commit.0 as i64));
    }
    writing.abort();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_goes_on_when_the_database_is_closed_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_at(folder.path()).await.store;
    let pair = Pair::new(&store).await;
    for _ in 0..5 {
        futures::future::join_all((0..250).map(|_| pair.send(&store, pair.ana))).await;
    }
    let mut pieces = store.read_all().await.unwrap();
    assert!(matches!(pieces.next().await, Ok(Piece::Cut(_))));
    assert_eq!(copies(folder.path()).len(), 1);
    store.close().await;
    while pieces.next().await.unwrap() != Piece::End {}
    pieces.close().await.unwrap();
    assert!(copies(folder.path()).is_empty());

    // What a server left that was killed.
    fs::create_dir(folder.path().join("backups/.reading-1")).unwrap();
    let store = open_at(folder.path()).await.store;
    assert!(copies(folder.path()).is_empty());
    assert_eq!(log(&store, &pair.talk).await.len(), 1_250);
    store.close().await;
    let refused = open_in_memory().await.store.read_all().await.err();
    assert_eq!(refused, Some(DbError::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn pieces_of_another_key_or_a_newer_version_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let known = Cut { schema: 1, epoch: "x".into(), commit: CommitNumber(1), key_check: key(1) };
    let refused = Restoring::begin(&options(folder.path()), &key(2), &known).await.err();
    assert_eq!(refused, Some(DbError::WrongKey));
    let newer = Cut { schema: 999, ..known };
    let refused = Restoring::begin(&options(folder.path()), &key(1), &newer).await.err();
    assert_eq!(refused, Some(DbError::TooNew { found: 999, known: migrations::NEWEST }));
    assert_eq!(read_closed(&options(folder.path()), &key(1)).await.err(), Some(DbError::NotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_leaves_a_copy_that_the_older_version_can_run_on() {
    let folder = tempfile::tempdir().unwrap();
    make_old(folder.path()).await;
    assert_eq!(schema_of(&folder.path().join("database")).await, 1);
    let store = open_at(folder.path()).await.store;
    assert!(store.find_user_by_username(&Username::parse("ana").unwrap()).is_some());
    store.close().await;
    let kept = copies(folder.path());
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(schema_of(&folder.path().join("backups").join(&kept[0])).await, 1);
    assert_eq!(schema_of(&folder.path().join("database")).await, migrations::NEWEST);
    // And no other one once it is done.
    open_at(folder.path()).await.store.close().await;
    assert_eq!(copies(folder.path()), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_database_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    open_at(folder.path()).await.store.close().await;
    assert!(copies(folder.path()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_that_was_interrupted_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    make_old(folder.path()).await;
    let database = folder.path().join("database");
    // While copying.
    let torn = folder.path().join("backups/before-schema-9-20200101T000000Z-commit-41.partial");
    fs::create_dir_all(torn.join("wal")).unwrap();
    // After the copy.
    kept_copy::keep(&database, migrations::NEWEST, CommitNumber(41)).unwrap();
    let kept = copies(folder.path());
    assert_eq!(kept.len(), 1, "{kept:?}");
    // Between two steps.
    let engine = engine::Engine::open(&options(folder.path())).await.unwrap();
    let mut meta = meta::get(&engine).await.unwrap();
    engine.start().await.unwrap();
    migrations::apply_up_to(2, &engine, &mut meta).await.unwrap();
    assert!(engine.shut_down().await);
    assert_eq!(schema_of(&database).await, 2);

    let store = open_at(folder.path()).await.store;
    assert_eq!(store.list_users().len(), 1);
    store.close().await;
    assert_eq!(copies(folder.path()), kept);
    assert_eq!(schema_of(&folder.path().join("backups").join(&kept[0])).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_two_copies_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    make_old(folder.path()).await;
    for commit in 1..=4 {
        kept_copy::keep(&folder.path().join("database"), 2, CommitNumber(commit)).unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let mut kept = copies(folder.path());
    kept.sort_by_key(|name| name.rsplit('-').next().map(str::to_owned));
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept[0].ends_with("-commit-3") && kept[1].ends_with("-commit-4"), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_cannot_be_copied_is_not_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    make_old(folder.path()).await;
    fs::write(folder.path().join("backups"), "a file").unwrap();
    let refused = try_open(url(folder.path()), key(1)).await.err().unwrap().to_string();
    assert!(refused.contains("the database was not changed"), "{refused}");
    assert_eq!(schema_of(&folder.path().join("database")).await, 1);
}
