//! The real server, in a process of its own.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::stall::doing;

/// A server that does not listen by then, nor says why, never will.
const LISTENS_WITHIN: Duration = Duration::from_secs(60);

/// How the server is started.
#[derive(Clone)]
pub struct Launch {
    program: PathBuf,
    environment: Vec<(String, String)>,
}

impl Launch {
    pub fn new(program: &Path) -> Self {
        Self { program: program.to_owned(), environment: vec![] }
    }

    /// With this variable, too.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Runs one of its commands.
    ///
    /// # Errors
    /// What it said, if it was not done.
    pub async fn run(&self, arguments: &[&OsStr], variable: (&str, &str)) -> Result<(), String> {
        let mut command = tokio::process::Command::from(self.command());
        command.args(arguments).env(variable.0, variable.1).stdin(Stdio::null());
        let done = command.output().await.map_err(|error| error.to_string())?;
        let said = || String::from_utf8_lossy(&done.stderr).into_owned();
        done.status.success().then_some(()).ok_or_else(said)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| name.to_string_lossy().starts_with("NATTER_")) {
            command.env_remove(name);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts it on a free port, with its data in this folder, and returns when it listens.
    ///
    /// # Errors
    /// What it said, if it does not.
    pub fn start(&self, data: &Path) -> Result<Program, String> {
        doing("starting the server");
        let mut command = self.command();
        command.args(["--listen", "127.0.0.1:0"]);
        // All the people of this world come from one address, and write without a pause.
        command.args(["--attempts-per-minute", "100000", "--requests-per-second", "100000"]);
        command.args(["--messages-per-minute", "100000000", "--data"]);
        command.arg(data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child =
            command.spawn().map_err(|error| format!("{}: {error}", self.program.display()))?;
        let Some(errors) = child.stderr.take() else { return Err("no standard error".into()) };
        let (line_said, lines) = mpsc::channel();
        // On and on: it must not stop because nobody reads what it says.
        std::thread::spawn(move || {
            let all = BufReader::new(errors).lines().map_while(Result::ok);
            all.for_each(|line| drop(line_said.send(line)));
        });
        let (mut said, until) = (String::new(), Instant::now() + LISTENS_WITHIN);
        loop {
            let line = match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => line,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    said.push_str("it neither listens nor stops");
                    break;
                }
            };
            if let Some((_, address)) = line.split_once("listening on http://") {
                return Ok(Program { child, address: address.to_owned() });
            }
            said.push_str(&line);
            said.push('\n');
        }
        let _ = (child.kill(), child.wait());
        Err(said)
    }
}

/// A running server. Dropping it kills it.
pub struct Program {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Program {
    /// The processor time that it has used so far.
    pub fn processor_time(&self) -> std::io::Result<Duration> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field is the name, in brackets, which may hold anything.
        let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: u64 =
            fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        // Linux tells it in hundredths of a second, whatever its own clock.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// SIGKILL; returns when it is gone. Once more does no harm.
    pub fn kill_now(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// SIGSTOP: it stands still, and all its connections stay open.
    pub fn freeze(&self) {
        self.signal(libc::SIGSTOP);
    }

    /// SIGCONT.
    pub fn thaw(&self) {
        self.signal(libc::SIGCONT);
    }

    fn signal(&self, signal: libc::c_int) {
        // SAFETY: it takes two numbers. The child is not waited for before it is killed, so that its
        // number cannot be another's.
        unsafe { libc::kill(self.child.id().cast_signed(), signal) };
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill_now();
    }
}
