//! The program itself: how it starts, how it refuses to, and how it stops.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_natter");
const REFUSED_WITHIN: Duration = Duration::from_secs(20);
const GONE_WITHIN: Duration = Duration::from_secs(5);

/// The program, in a folder of its own.
pub fn natter(home: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    let inherited = std::env::vars_os().map(|(name, _)| name);
    for name in inherited.filter(|name| name.to_string_lossy().starts_with("NATTER_")) {
        command.env_remove(name);
    }
    command.current_dir(home).args(arguments).stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// A start that is refused: its exit code and the last line it said. One that is not refused is
/// stopped after a while, and has no exit code.
fn refused(command: &mut Command) -> (Option<i32>, String) {
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let last = std::thread::spawn(move || lines.map_while(Result::ok).last());
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > REFUSED_WITHIN {
            child.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    (child.wait().unwrap().code(), last.join().unwrap().unwrap_or_default())
}

/// The whole answer to a request.
fn get(address: &str, path: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: natter\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    answer
}

/// A server that answers.
pub struct Running {
    child: Child,
    pub address: String,
}

impl Running {
    pub fn start(home: &TempDir, arguments: &[&str]) -> Self {
        let mut command = natter(home, arguments);
        let mut child = command.args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address =
            lines.find_map(|line| Some(line.split_once("listening on http://")?.1.into()));
        // Read on, so that the program never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address: address.expect("it listens") }
    }

    pub fn health(&self) -> String {
        get(&self.address, "/healthz").lines().next().unwrap_or_default().to_owned()
    }

    /// Sends the signal and returns the exit code and how long it took.
    pub fn stop(mut self, signal: &str) -> (Option<i32>, Duration) {
        let started = Instant::now();
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code, started.elapsed())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every file under a folder with what is in it.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            let inner = contents(&path).into_iter();
            all.extend(inner.map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            all.insert(name, std::fs::read(path).unwrap());
        }
    }
    all
}

#[test]
fn a_first_start_needs_nothing_and_a_second_one_finds_everything() {
    let home = TempDir::new().unwrap();
    for signal in ["-TERM", "-INT"] {
        let server = Running::start(&home, &[]);
        assert_eq!(server.health(), "HTTP/1.1 200 OK");
        let (code, took) = server.stop(signal);
        assert_eq!(code, Some(0), "{signal}");
        assert!(took < GONE_WITHIN, "{signal}: {took:?}");
    }
    let mode = |path: &str| home.path().join(path).metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("data"), 0o700);
    assert_eq!(mode("data/master.key"), 0o600);
    assert_eq!(mode("data/jwt.secret"), 0o600);
}

#[test]
fn a_request_that_never_ends_does_not_keep_the_server_from_stopping() {
    let home = TempDir::new().unwrap();
    let server = Running::start(&home, &["--database", "mem://"]);
    let mut connection = TcpStream::connect(&server.address).unwrap();
    let head = "POST /api/log_in HTTP/1.1\r\nhost: natter\r\ncontent-length: 100\r\n\r\nlogin=";
    connection.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let (code, took) = server.stop("-TERM");
    assert_eq!(code, Some(0));
    assert!(took < GONE_WITHIN, "{took:?}");
}

#[test]
fn an_address_that_is_taken_leaves_no_trace() {
    let home = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = refused(&mut natter(&home, &["--listen", &address]));
    assert_eq!(code, Some(1));
    assert!(said.starts_with(&format!("natter: Cannot listen on {address}")), "{said}");
    assert!(contents(home.path()).is_empty());
    let arguments = ["--listen", "127.0.0.1:0", "--metrics-listen", &address];
    let (code, said) = refused(&mut natter(&home, &arguments));
    assert_eq!(code, Some(1));
    assert!(said.contains(&address) && said.contains("--metrics-listen"), "{said}");
    assert!(contents(home.path()).is_empty());
}

#[test]
fn prometheus_is_answered_on_the_address_that_it_was_given() {
    let home = TempDir::new().unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let running = Running::start(&home, &["--metrics-listen", &free]);
    assert!(get(&running.address, "/metrics").starts_with("HTTP/1.1 404"));
    let told = get(&free, "/metrics");
    assert!(told.starts_with("HTTP/1.1 200") && told.contains("\nnatter_build_info"), "{told}");
    assert_eq!(running.stop("-TERM").0, Some(0));
}

#[test]
fn a_database_opens_with_its_own_master_key_only_and_is_not_touched_otherwise() {
    let home = TempDir::new().unwrap();
    Running::start(&home, &[]).stop("-TERM");
    let key = std::fs::read(home.path().join("data/master.key")).unwrap();
    std::fs::remove_file(home.path().join("data/master.key")).unwrap();
    let before = contents(home.path());
    let (code, said) = refused(natter(&home, &["--listen", "127.0.0.1:0"]).stdout(Stdio::null()));
    assert_eq!(code, Some(1));
    assert!(said.contains("no master key for it"), "{said}");
    assert!(before == contents(home.path()), "something was touched");

    let other = "0f".repeat(32);
    let mut start = natter(&home, &["--listen", "127.0.0.1:0"]);
    let (code, said) = refused(start.env("NATTER_MASTER_KEY", &other));
    assert_eq!(code, Some(1));
    assert!(said.starts_with("natter: ") && !said.contains(&other), "{said}");
    // Only an open database can tell its key. Opening adds an empty log and says in LOCK by whom.
    let mut after = contents(home.path());
    after.retain(|name, bytes| !bytes.is_empty() || before.contains_key(name));
    let lock = "data/database/LOCK".to_owned();
    after.insert(lock.clone(), before[&lock].clone());
    assert!(before == after, "touched: {:?} {:?}", before.keys(), after.keys());

    std::fs::write(home.path().join("data/master.key"), key).unwrap();
    assert_eq!(Running::start(&home, &[]).health(), "HTTP/1.1 200 OK");
}

#[test]
fn a_database_whose_files_are_damaged_is_refused_within_seconds() {
    let home = tempfile::tempdir().unwrap();
    Running::start(&home, &[]).stop("-TERM");
    let tables = home.path().join("data/database/sstables");
    for table in std::fs::read_dir(tables).unwrap() {
        let path = table.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[..64].fill(0xAA);
        std::fs::write(path, bytes).unwrap();
    }
    let (code, said) = refused(&mut natter(&home, &["--listen", "127.0.0.1:0"]));
    assert_eq!(code, Some(1));
    assert!(said.contains("does not open: see the cause, or restore a backup"), "{said}");
}

#[test]
fn a_data_folder_that_another_server_uses_is_refused() {
    let home = TempDir::new().unwrap();
    let first = Running::start(&home, &[]);
    let (code, said) = refused(&mut natter(&home, &["--listen", "127.0.0.1:0"]));
    assert_eq!(code, Some(1));
    assert!(said.starts_with("natter: ") && said.contains("in use"), "{said}");
    assert_eq!(first.health(), "HTTP/1.1 200 OK", "the first is not disturbed");
}

#[test]
fn a_data_folder_that_cannot_be_made_is_said() {
    let home = TempDir::new().unwrap();
    std::fs::write(home.path().join("file"), "").unwrap();
    let arguments = ["--listen", "127.0.0.1:0", "--data", "file/data"];
    let (code, said) = refused(&mut natter(&home, &arguments));
    assert_eq!(code, Some(1));
    assert!(said.contains("file/data") && said.contains("cannot be"), "{said}");
}

#[test]
fn settings_come_from_flags_the_environment_and_a_file_in_this_order() {
    let home = TempDir::new().unwrap();
    let wrong = |home: &TempDir, variable: Option<&str>, flag: Option<&str>| {
        let mut start = natter(home, &[]);
        start.envs(variable.map(|value| ("NATTER_LISTEN", value)));
        start.args(flag.into_iter().flat_map(|value| ["--listen", value]));
        let Output { status, stderr, .. } = start.output().unwrap();
        assert_eq!(status.code(), Some(1));
        String::from_utf8(stderr).unwrap()
    };
    std::fs::write(home.path().join(".env"), "NATTER_LISTEN=from-the-file\n").unwrap();
    assert!(wrong(&home, None, None).contains("from-the-file"));
    assert!(wrong(&home, Some("from-outside"), None).contains("from-outside"));
    assert!(wrong(&home, Some("from-outside"), Some("from-a-flag")).contains("from-a-flag"));
    std::fs::write(home.path().join(".env"), "NATTER_JWT_SECRET='hush\n").unwrap();
    let said = wrong(&home, None, None);
    assert!(said.contains(".env is malformed") && !said.contains("hush"), "{said}");
}

#[test]
fn the_help_is_no_error() {
    let home = TempDir::new().unwrap();
    let output = natter(&home, &["--help"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("NATTER_DATA"));
    assert!(contents(home.path()).is_empty());
}
