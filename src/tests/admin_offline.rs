//! The administrator's commands where no server runs, and the program's own door.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Stdio};

use natter::server::service::passwords;
use tempfile::TempDir;

use crate::harness::{Administrator, Client, TestServer};
use crate::start::{Running, natter};

/// Starts the program; what it says until it listens.
fn start(home: &TempDir, arguments: &[&str]) -> (Child, Vec<String>) {
    let mut command = natter(home, arguments);
    let mut child = command.args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut said = vec![];
    for line in lines.by_ref() {
        let listens = line.contains("listening on http://");
        said.push(line);
        if listens {
            break;
        }
    }
    std::thread::spawn(move || lines.for_each(drop));
    (child, said)
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[tokio::test]
async fn without_a_server_commands_work_on_the_folder() {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    Client::sign_up(&server, "ana").await;
    server.stop().await;
    let admin = Administrator::of(folder.path());
    let code = admin.gets_link(&["create-user", "bo"]).await;
    let text = admin.does(&["reset-link", "ana"]).await;
    assert!(text.contains("http://127.0.0.1:3000/reset?code="), "{text}");
    admin.does(&["disable", "ana"]).await;
    assert_eq!(admin.asks(&["list-users"]).await.len(), 2);
    assert_eq!(admin.asks(&["sessions"]).await.len(), 0, "ana's has ended");
    assert_eq!(admin.asks(&["disk"]).await.len(), 1);
    let refused = admin.is_refused(&["create-user", "bo"]).await;
    assert!(refused.contains("is taken"), "{refused}");
    assert!(!folder.path().join("admin.sock").exists());

    let server = TestServer::start_on(folder.path()).await;
    let bo = passwords::reset(&server.app, &code, "nine lanterns downhill".into(), "").await;
    assert!(bo.is_ok());
    let disabled = natter::domain::Username::parse("ana").unwrap();
    assert!(server.app.store.find_user_by_username(&disabled).unwrap().disabled);
}

#[tokio::test]
async fn a_folder_without_a_database_is_said_and_left_as_it_is() {
    let home = TempDir::new().unwrap();
    let missing = home.path().join("missing");
    let said = Administrator::of(&missing).types(&["list-users"]).await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("There is no data folder"), "{said:?}");
    assert!(!missing.exists());

    let said = Administrator::of(home.path()).types(&["create-user", "ana"]).await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("there is no database in"), "{said:?}");
    assert_eq!(entries(home.path()), 0);

    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    let said = Administrator::of(&file).types(&["disk"]).await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("is not a folder"), "{said:?}");
}

#[tokio::test]
async fn a_folder_in_use_without_a_door_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let server = TestServer::start_on(folder.path()).await;
    let said = Administrator::of(folder.path()).types(&["create-user", "ana"]).await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("is in use, but nobody listens"), "{said:?}");
    assert!(server.app.store.list_users().is_empty());
}

#[tokio::test]
async fn a_lost_master_key_is_said() {
    let folder = TempDir::new().unwrap();
    TestServer::start_on(folder.path()).await.stop().await;
    fs::remove_file(folder.path().join("master.key")).unwrap();
    let said = Administrator::of(folder.path()).types(&["list-users"]).await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("master.key is missing"), "{said:?}");
}

#[tokio::test]
async fn a_server_that_was_killed_leaves_a_socket_that_stands_in_nobodys_way() {
    let home = TempDir::new().unwrap();
    let data = home.path().join("data");
    let admin = Administrator::of(&data);
    let (child, _) = start(&home, &[]);
    admin.does(&["create-user", "ana"]).await;
    kill(child);
    assert!(data.join("admin.sock").exists());
    assert_eq!(admin.asks(&["list-users"]).await.len(), 1, "on the folder itself");
    let server = Running::start(&home, &[]);
    assert_eq!(admin.asks(&["list-users"]).await.len(), 1, "through the new one");
    let mode = fs::metadata(data.join("admin.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(server.stop("-TERM").0, Some(0));
    assert!(!data.join("admin.sock").exists());
}

#[tokio::test]
async fn a_folder_with_a_long_path_and_open_rights_has_a_door_as_well() {
    let home = TempDir::new().unwrap();
    let data = home.path().join("a".repeat(100)).join("b".repeat(100));
    fs::create_dir_all(&data).unwrap();
    fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    let server = Running::start(&home, &["--data", data.to_str().unwrap()]);
    let mode = fs::metadata(data.join("admin.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let admin = Administrator::of(&data);
    let link = admin.asks(&["create-user", "ana"]).await.remove(0);
    let start = format!("http://{}/reset?code=", server.address);
    assert!(link["url"].as_str().unwrap().starts_with(&start), "the server answered: {link}");
}

#[tokio::test]
async fn the_first_start_by_invitation_says_how_to_get_in_and_no_later_one_does() {
    let home = TempDir::new().unwrap();
    let settings = ["--sign-up", "invite", "--public-url", "https://chat.example.org"];
    let quiet = [settings.as_slice(), &["--log", "warn"]].concat();
    let invites = |said: &[String]| -> Vec<String> {
        let of_line = |line: &String| {
            let (_, rest) = line.split_once("https://chat.example.org/signup?invite=")?;
            Some(rest.split_whitespace().next()?.to_owned())
        };
        said.iter().filter_map(of_line).collect()
    };
    // Where the log is quiet, "listening" is not said: the line itself is waited for.
    let mut child = natter(&home, &quiet).args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let line =
        lines.take_while(|line| !line.contains("stopping")).find(|line| line.contains("invite="));
    let first = invites(&[line.expect("a link")]);
    assert_eq!(first.len(), 1);
    kill(child);

    let (child, said) = start(&home, &settings);
    assert!(invites(&said).is_empty(), "{said:?}");
    kill(child);
    let folder = home.path().join("data");
    let server = TestServer::start_on(&folder).await;
    assert!(natter::server::service::administration::is_invite_good(&server.app, &first[0]));
    server.stop().await;

    let (child, said) = start(&TempDir::new().unwrap(), &["--sign-up", "closed"]);
    assert!(said.iter().any(|line| line.contains("create-user")), "{said:?}");
    kill(child);
}

#[test]
fn the_help_says_what_there_is() {
    let home = TempDir::new().unwrap();
    let help = |arguments: &[&str]| {
        let output = natter(&home, arguments).stdout(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(help(&["--help"]).contains("admin"));
    let admin = help(&["admin", "--help"]);
    for command in [
        "create-user",
        "list-users",
        "reset-link",
        "disable",
        "enable",
        "delete-user",
        "invite",
        "sessions",
        "disk",
    ] {
        assert!(admin.contains(&format!("  {command}")), "{admin}");
    }
    assert!(help(&["admin", "invite", "--help"]).contains("--uses <NUMBER>"));
    assert_eq!(entries(home.path()), 0);
}
