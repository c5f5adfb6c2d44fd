//! The administrator's socket: who gets in, and what nonsense does to it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::time::Duration;

use natter::server::admin::{self, Answer};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

use crate::harness::{Administrator, IN_TIME, TestServer, run, until};

const LIST: &[u8] = b"{\"version\":1,\"command\":{\"listUsers\":{}}}\n";

async fn server_with_door(folder: &TempDir) -> (TestServer, Administrator) {
    let server = TestServer::start_on(folder.path()).await;
    let admin = Administrator::at(&server, folder.path()).await;
    (server, admin)
}

/// Says something and hears the whole answer.
async fn say(folder: &Path, said: &[u8]) -> Vec<Answer> {
    let mut stream = UnixStream::connect(folder.join("admin.sock")).await.unwrap();
    // The server may have heard enough before it is over.
    let _ = stream.write_all(said).await;
    let _ = stream.shutdown().await;
    let mut text = vec![];
    let mut bytes = [0; 4_096];
    // What was answered counts, however it ends.
    while let Ok(count @ 1..) = timeout(IN_TIME, stream.read(&mut bytes)).await.expect("in time") {
        text.extend_from_slice(&bytes[..count]);
    }
    String::from_utf8(text)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn code(answers: &[Answer]) -> &str {
    match answers {
        [Answer::Refused(refusal)] => &refusal.code,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn the_socket_is_its_owners_alone_and_goes_with_the_server() {
    let folder = TempDir::new().unwrap();
    let (server, admin) = server_with_door(&folder).await;
    let path = folder.path().join("admin.sock");
    let socket = fs::metadata(&path).unwrap();
    assert!(socket.file_type().is_socket());
    assert_eq!(socket.permissions().mode() & 0o777, 0o600);
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
    let nests = names.filter(|name| name.to_string_lossy().starts_with(".admin")).count();
    assert_eq!(nests, 0, "what it was made in is gone");
    admin.does(&["list-users"]).await;
    server.stop().await;
    until(|| !path.exists()).await;
}

#[tokio::test]
async fn nonsense_on_the_socket_is_refused_and_harms_nobody() {
    let folder = TempDir::new().unwrap();
    let (_server, admin) = server_with_door(&folder).await;
    let long = vec![b'x'; 3_000_000];
    let nested = [b"{\"version\":1,\"command\":".as_slice(), &[b'['; 50_000], b"\n"].concat();
    let other_version = b"{\"version\":7,\"command\":{\"listUsers\":{}}}\n";
    for (said, expected) in [
        (&b""[..], "malformed_request"),
        (b"\n", "malformed_request"),
        (b"GET / HTTP/1.1\r\n\r\n", "malformed_request"),
        (b"\xff\xfe\x00\n", "malformed_request"),
        (&LIST[..LIST.len() - 1], "malformed_request"),
        (b"{\"version\":1,\"command\":{\"dropEverything\":{}}}\n", "malformed_request"),
        (&nested, "malformed_request"),
        (other_version, "unsupported_version"),
        (&long, "too_large"),
    ] {
        let answers = say(folder.path(), said).await;
        let shown = String::from_utf8_lossy(&said[..said.len().min(60)]);
        assert_eq!(code(&answers), expected, "{shown}");
    }
    // Those who say nothing, hang up half-way, or do not wait for the answer.
    let mut silent = vec![];
    for said in [&b""[..], &LIST[..10], LIST].iter().cycle().take(60) {
        let mut stream = UnixStream::connect(folder.path().join("admin.sock")).await.unwrap();
        stream.write_all(said).await.unwrap();
        if silent.len() < 10 {
            silent.push(stream);
        }
    }
    assert_eq!(say(folder.path(), LIST).await, [Answer::Done {}]);
    // Nothing is carried out of what follows a request.
    let two = [LIST, b"{\"version\":1,\"command\":{\"makeInvite\":{\"uses\":1,\"days\":1}}}\n"];
    assert_eq!(say(folder.path(), &two.concat()).await, [Answer::Done {}]);
    admin.does(&["list-users"]).await;
}

#[tokio::test]
async fn who_says_nothing_does_not_keep_the_door_for_ever() {
    let folder = TempDir::new().unwrap();
    let (_server, _admin) = server_with_door(&folder).await;
    let mut silent = vec![];
    for _ in 0..20 {
        silent.push(UnixStream::connect(folder.path().join("admin.sock")).await.unwrap());
    }
    let mut text = String::new();
    let heard = silent[0].read_to_string(&mut text);
    timeout(Duration::from_secs(15), heard).await.expect("it loses patience").unwrap();
    assert!(text.contains("too_slow"), "{text}");
    assert_eq!(say(folder.path(), LIST).await, [Answer::Done {}]);
}

/// Needs root, to be somebody else; others see the mode alone.
#[tokio::test]
async fn another_user_is_refused_even_where_the_socket_stands_open() {
    const NOBODY: u32 = 65_534;
    if admin::own_uid().unwrap() != 0 {
        eprintln!("skipped: only root can try to be somebody else");
        return;
    }
    let folder = TempDir::new().unwrap();
    let (_server, admin) = server_with_door(&folder).await;
    // The program where they can run it.
    let place = TempDir::new().unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
    let program = place.path().join("natter");
    fs::copy(env!("CARGO_BIN_EXE_natter"), &program).unwrap();
    let types = async || {
        let mut command = admin.command(&program, &["list-users"]);
        command.as_std_mut().uid(NOBODY).gid(NOBODY);
        run(&mut command, "").await
    };
    let said = types().await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("belongs to another user"), "{said:?}");

    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    let said = types().await;
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("belongs to another user"), "{said:?}");

    fs::set_permissions(folder.path().join("admin.sock"), Permissions::from_mode(0o666)).unwrap();
    let said = types().await;
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{said:?}");
    assert!(said.err.contains("Only the user that runs the server"), "{said:?}");
}

#[tokio::test]
async fn a_socket_that_was_left_behind_is_replaced_and_one_in_use_is_not() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("admin.sock");
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left behind");
    let left_behind = fs::metadata(&path).unwrap().ino();
    let (server, admin) = server_with_door(&folder).await;
    assert_ne!(fs::metadata(&path).unwrap().ino(), left_behind);
    admin.does(&["list-users"]).await;

    // Another server, with another database, is told the same folder.
    let other = TempDir::new().unwrap();
    let database = format!("surrealkv://{}/database", other.path().display());
    let data = folder.path().to_str().unwrap();
    let second = TestServer::start_with(&["--data", data, "--database", &database]).await;
    let first = fs::metadata(&path).unwrap().ino();
    admin::open_door(&second.app, second.address).await;
    assert_eq!(fs::metadata(&path).unwrap().ino(), first, "it belongs to the first");
    second.stop().await;
    assert!(path.exists());
    admin.does(&["list-users"]).await;
    server.stop().await;
    until(|| !path.exists()).await;

    // A file that is no socket is somebody's.
    fs::write(&path, "mine").unwrap();
    let (_server, admin) = server_with_door(&folder).await;
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    assert_eq!(admin.types(&["list-users"]).await.code, 2);
}

#[tokio::test]
async fn a_server_of_another_version_is_named_as_such() {
    let folder = TempDir::new().unwrap();
    let admin = Administrator::of(folder.path());
    let listener = UnixListener::bind(folder.path().join("admin.sock")).unwrap();
    let refused = r#"{"refused":{"code":"unsupported_version","text":"I speak 2."}}"#;
    for (answer, expected) in [
        (refused, "I speak 2."),
        (r#"{"hologram":{"of":"ana"}}"#, "another version"),
        ("SSH-2.0-OpenSSH", "no server of Natter's"),
        ("", "broke off"),
    ] {
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut said = [0; 4_096];
            let _ = stream.read(&mut said).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        };
        let ((), said) = tokio::join!(server, admin.types(&["list-users"]));
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains(expected), "{said:?}");
    }
}
