//! The real program, in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// A running natter that keeps its data in `data` below its folder. Dropping it kills it.
pub struct Program {
    child: Child,
    pub address: String,
    log: Arc<Mutex<String>>,
}

impl Program {
    /// Starts it on a free port and returns when it listens.
    pub fn start(home: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_natter"));
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| name.to_string_lossy().starts_with("NATTER_")) {
            command.env_remove(name);
        }
        command.current_dir(home).args(["--listen", "127.0.0.1:0", "--log", "debug"]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program is built");
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let log = Arc::new(Mutex::new(String::new()));
        let address = lines.by_ref().find_map(|line| {
            let address = line.split_once("listening on http://").map(|(_, address)| address);
            let address = address.map(str::to_owned);
            keep(&log, &line);
            address
        });
        let kept = log.clone();
        std::thread::spawn(move || lines.for_each(|line| keep(&kept, &line)));
        let address =
            address.unwrap_or_else(|| panic!("it does not listen:\n{}", log.lock().unwrap()));
        Self { child, address, log }
    }

    /// As a crash does: SIGKILL, nothing can be done about it.
    pub fn kill(mut self) -> String {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it is gone");
        std::mem::take(&mut self.log.lock().unwrap())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn keep(log: &Mutex<String>, line: &str) {
    let mut log = log.lock().unwrap();
    log.push_str(line);
    log.push('\n');
}
