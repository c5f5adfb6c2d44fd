//! A newer program on an older database: a copy is kept, and an upgrade that is broken off starts again.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use natter::domain::CommitNumber;
use natter::server::db::{Cut, KeyCheck, Piece, Restoring, StoreOptions, read_closed};
use natter::server::seal::Keyring;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_natter");

fn options(database: &Path) -> StoreOptions {
    StoreOptions { url: format!("surrealkv://{}", database.display()), memory_mib: 32 }
}

fn key_check() -> KeyCheck {
    Keyring::from_master(&[0x0F; 32]).key_check()
}

/// What the first version left: its schema, and nobody in it.
async fn make_old(data: &Path) {
    fs::create_dir_all(data).unwrap();
    fs::write(data.join("master.key"), "0f".repeat(32)).unwrap();
    let cut =
        Cut { schema: 1, epoch: "old".into(), commit: CommitNumber(41), key_check: key_check() };
    let made = Restoring::begin(&options(&data.join("database")), &key_check(), &cut).await;
    made.unwrap().finish().await.unwrap();
}

async fn cut_of(database: &Path) -> Cut {
    let mut pieces = read_closed(&options(database), &key_check()).await.unwrap();
    let Ok(Piece::Cut(cut)) = pieces.next().await else { panic!("no cut") };
    pieces.close().await.unwrap();
    cut
}

/// Starts the program; kills it after a while, or stops it once it listens.
fn start(data: &Path, killed_after: Option<Duration>) {
    let mut command = Command::new(PROGRAM);
    let inherited = std::env::vars_os().map(|(name, _)| name);
    for name in inherited.filter(|name| name.to_string_lossy().starts_with("NATTER_")) {
        command.env_remove(name);
    }
    command.args(["--listen", "127.0.0.1:0", "--data"]).arg(data).stderr(Stdio::piped());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    match killed_after {
        Some(pause) => std::thread::sleep(pause),
        None => assert!(lines.any(|line| line.contains("listening on")), "it does not start"),
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test]
async fn an_upgrade_that_is_killed_at_any_moment_starts_again() {
    for millis in (0..600).step_by(60) {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        make_old(&data).await;
        start(&data, Some(Duration::from_millis(millis)));
        start(&data, None);
        assert!(cut_of(&data.join("database")).await.schema > 1);
        let copies: Vec<_> = fs::read_dir(data.join("backups"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(copies.len(), 1, "{millis} ms: {copies:?}");
        let copy = cut_of(&copies[0]).await;
        assert_eq!((copy.schema, copy.epoch), (1, cut_of(&data.join("database")).await.epoch));
    }
}
