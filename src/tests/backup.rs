//! A backup is taken by command, of a server that runs or of its folder, and restored.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use natter::domain::ClientId;
use natter::protocol::Resume;
use natter::server::admin;
use tempfile::TempDir;
use tokio::process::Command;

use crate::harness::{Client, TestServer};

const PROGRAM: &str = env!("CARGO_BIN_EXE_natter");
const PASSPHRASE: &str = "seven quiet rivers";

/// A folder for data, backups and whatever is left behind.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(TempDir::new().unwrap());
        fs::create_dir(home.path("scratch")).unwrap();
        home
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    async fn server(&self, data: &str) -> TestServer {
        let server = TestServer::start_on(&self.path(data)).await;
        admin::open_door(&server.app, server.address).await;
        server
    }

    /// Runs a command; its exit code and what it said.
    async fn runs(&self, arguments: &[&str], passphrase: Option<&str>) -> (Option<i32>, String) {
        let mut command = Command::new(PROGRAM);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| name.to_string_lossy().starts_with("NATTER_")) {
            command.env_remove(name);
        }
        command.envs(passphrase.map(|text| ("NATTER_BACKUP_PASSPHRASE", text)));
        command.env("TMPDIR", self.path("scratch")).stdin(Stdio::null());
        // Without a terminal of its own there is nobody to ask.
        let command = command.current_dir(&self.0).args(arguments);
        let Output { status, stdout, stderr } = command.output().await.unwrap();
        (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
    }

    async fn does(&self, arguments: &[&str]) -> String {
        let (code, said) = self.runs(arguments, Some(PASSPHRASE)).await;
        assert_eq!(code, Some(0), "{arguments:?}: {said}");
        said
    }

    async fn is_refused(&self, arguments: &[&str], expected: &str) {
        let before = self.names();
        let (code, said) = self.runs(arguments, Some(PASSPHRASE)).await;
        assert!(code.is_some_and(|code| code == 1 || code == 2), "{arguments:?}: {code:?} {said}");
        assert!(said.contains(expected) && said.lines().count() == 1, "{arguments:?}: {said}");
        assert_eq!(self.names(), before, "{arguments:?} left something behind");
    }

    fn names(&self) -> Vec<PathBuf> {
        let list = |folder: &Path| {
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
        };
        let mut names = [list(self.0.path()), list(&self.path("scratch"))].concat();
        names.sort();
        names
    }
}

#[tokio::test]
async fn a_backup_of_a_running_server_has_all_that_was_acknowledged() {
    let home = Home::new();
    let server = home.server("data").await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    let talk = ana.with(&bo);
    for number in 0..40 {
        ana.post(&talk, ClientId::random(), &format!("by the old bridge, {number}")).await.unwrap();
    }
    bo.post_seen(&talk, 7).await.unwrap();
    let (history, contact) = (bo.history(&ana).await, bo.contact(&ana).await);
    let token = ana.overview().await.page.token;
    let said = home.does(&["--data", "data", "backup", "a.natter"]).await;
    assert!(said.starts_with("a.natter: ") && said.contains("schema"), "{said}");
    ana.post(&talk, ClientId::random(), "too late for it").await.unwrap();
    let mode = fs::metadata(home.path("a.natter")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let said = home.does(&["backup", "--verify", "a.natter"]).await;
    assert!(said.contains("All of it can be restored"), "{said}");

    home.does(&["restore", "a.natter", "--data", "again"]).await;
    let restored = home.server("again").await;
    let (ana, bo) = (Client::log_in(&restored, "ana").await, Client::log_in(&restored, "bo").await);
    assert_eq!(bo.history(&ana).await, history);
    assert_eq!(bo.contact(&ana).await.cursors, contact.cursors);
    let now = ana.overview().await.page.token;
    assert_ne!(now.epoch, token.epoch);
    let (_tab, resume, _) = ana.tab_with(Some(token)).await;
    assert_eq!(resume, Resume::TakeFreshPages, "it is another history");
    ana.post(&talk, ClientId::random(), "it goes on").await.unwrap();
    server.stop().await;
    restored.stop().await;
    assert!(fs::read_dir(home.path("scratch")).unwrap().next().is_none());
}

#[tokio::test]
async fn a_folder_without_a_server_is_backed_up_and_left_as_it_was() {
    let home = Home::new();
    let server = home.server("data").await;
    let (ana, bo) = Client::ana_and_bo(&server).await;
    ana.post(&ana.with(&bo), ClientId::random(), "one").await.unwrap();
    server.stop().await;
    home.does(&["backup", "a.natter", "--data", "data"]).await;
    home.is_refused(&["backup", "a.natter", "--data", "data"], "is there already").await;
    home.does(&["backup", "a.natter", "--data", "data", "--force"]).await;
    fs::write(home.path("key"), "0f".repeat(32)).unwrap();
    home.does(&["backup", "b.natter", "--data", "data", "--key-file", "key"]).await;
    home.does(&["backup", "b.natter", "--verify", "--key-file", "key"]).await;
    home.is_refused(&["backup", "b.natter", "--verify"], "sealed with a key").await;
    home.is_refused(&["backup", "a.natter", "--verify", "--key-file", "key"], "passphrase").await;

    home.is_refused(&["backup", "c.natter", "--data", "none"], "There is no data folder").await;
    fs::create_dir(home.path("empty")).unwrap();
    home.is_refused(&["backup", "c.natter", "--data", "empty"], "no database").await;
    assert!(fs::read_dir(home.path("empty")).unwrap().next().is_none());
    home.is_refused(&["backup", "no/c.natter", "--data", "data"], "is not there").await;
    // One server at a time, also where it has no socket.
    let server = TestServer::start_on(&home.path("data")).await;
    home.is_refused(&["backup", "c.natter", "--data", "data"], "in use").await;
    server.stop().await;
}

#[tokio::test]
async fn what_is_no_whole_backup_is_refused_and_nothing_is_left_behind() {
    let home = Home::new();
    home.server("data").await.stop().await;
    home.does(&["backup", "a.natter", "--data", "data"]).await;
    let whole = fs::read(home.path("a.natter")).unwrap();
    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 1;
    let mut newer = whole.clone();
    newer[14] = 9;
    for (bytes, expected) in [
        (&whole[..whole.len() - 100], "cut short"),
        (&whole[..40], "cut short"),
        (&altered, "damaged"),
        (&newer, "newer version"),
        (b"hello".as_slice(), "not a backup"),
        (b"", "not a backup"),
    ] {
        fs::write(home.path("wrong"), bytes).unwrap();
        home.is_refused(&["restore", "wrong", "--data", "new"], expected).await;
        home.is_refused(&["backup", "--verify", "wrong"], expected).await;
    }
    home.is_refused(&["restore", "a.natter", "--data", "data"], "is not empty").await;
    home.is_refused(&["restore", "none", "--data", "new"], "is not there").await;
    home.is_refused(&["restore", "scratch", "--data", "new"], "not a backup").await;
    fs::write(home.path("wrong"), "seven quiet river\n").unwrap();
    let wrong = ["restore", "a.natter", "--data", "new", "--passphrase-file", "wrong"];
    home.is_refused(&wrong, "not the passphrase").await;
    fs::write(home.path("wrong"), "short\n").unwrap();
    let short = ["backup", "b", "--data", "data", "--passphrase-file", "wrong"];
    home.is_refused(&short, "at least 8").await;
    home.server("data").await.stop().await;
}
