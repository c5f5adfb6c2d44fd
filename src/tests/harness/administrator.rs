//! Whoever runs the server, at a shell.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use natter::server::admin;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::TestServer;

/// Types `natter admin …` for one data folder.
pub struct Administrator {
    folder: PathBuf,
}

/// What came of it.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Administrator {
    /// Of the data folder of a server, of which nothing need run.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Of a server in this process that keeps everything in this folder: opens its door.
    pub async fn at(server: &TestServer, folder: &Path) -> Self {
        admin::open_door(&server.app, server.address).await;
        Self::of(folder)
    }

    /// Types a command and waits for its end.
    pub async fn types(&self, arguments: &[&str]) -> Said {
        self.types_and_says(arguments, "").await
    }

    /// As [`Self::types`], with something to say to what it asks.
    pub async fn types_and_says(&self, arguments: &[&str], input: &str) -> Said {
        run(&mut self.command(env!("CARGO_BIN_EXE_natter").as_ref(), arguments), input).await
    }

    /// The command that this program would be typed as.
    pub fn command(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("NATTER_") {
                command.env_remove(name);
            }
        }
        command.env("NATTER_DATA", &self.folder).current_dir("/").arg("admin").args(arguments);
        command
    }

    /// Types a command that is not refused; what it prints.
    pub async fn does(&self, arguments: &[&str]) -> String {
        let said = self.types(arguments).await;
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}: {said:?}");
        said.out
    }

    /// As [`Self::does`], for programs: one object a line.
    pub async fn asks(&self, arguments: &[&str]) -> Vec<Value> {
        let text = self.does(&[arguments, &["--json"]].concat()).await;
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    /// The secret in the link that a command answers.
    pub async fn gets_link(&self, arguments: &[&str]) -> String {
        let link = self.asks(arguments).await.remove(0);
        let url = link["url"].as_str().expect("a link");
        url.split_once('=').expect("a secret").1.to_owned()
    }

    /// Types a command that is refused; why.
    pub async fn is_refused(&self, arguments: &[&str]) -> String {
        let said = self.types(arguments).await;
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {said:?}");
        said.err
    }
}

/// Runs a command to its end.
pub async fn run(command: &mut Command, input: &str) -> Said {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("it listens");
    // It may end without having read anything.
    let _ = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = child.wait_with_output().await.expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code().expect("no signal ends it");
    Said { code, out: text(output.stdout), err: text(output.stderr) }
}
