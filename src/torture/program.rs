//! The real server, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server. Dropping it kills it.
pub struct Program {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Program {
    /// Starts it on a free port, with its data in this folder, and returns when it listens.
    ///
    /// # Errors
    /// What it said, if it does not.
    pub fn start(program: &Path, data: &Path) -> Result<Self, String> {
        let mut command = Command::new(program);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| name.to_string_lossy().starts_with("NATTER_")) {
            command.env_remove(name);
        }
        command.args(["--listen", "127.0.0.1:0", "--attempts-per-minute", "100000", "--data"]);
        command.arg(data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child =
            command.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let Some(errors) = child.stderr.take() else { return Err("no standard error".into()) };
        let mut lines = BufReader::new(errors).lines().map_while(Result::ok);
        let mut said = String::new();
        let address = lines.by_ref().find_map(|line| {
            let address = line.split_once("listening on http://").map(|(_, a)| a.to_owned());
            said.push_str(&line);
            said.push('\n');
            address
        });
        // It must not stop because nobody reads what it says.
        std::thread::spawn(move || lines.for_each(drop));
        match address {
            Some(address) => Ok(Self { child, address }),
            None => {
                let _ = child.wait();
                Err(said)
            }
        }
    }

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
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill_now();
    }
}
