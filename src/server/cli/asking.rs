//! Asking the server that runs on the data folder.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::Failure;
use crate::server::admin::{ADMIN_VERSION, Answer, Command, Place, Request, SOCKET};
use crate::server::settings::Settings;

/// The server's own limit is a minute.
const ANSWERED_WITHIN: Duration = Duration::from_secs(90);

/// What the server answers; `None` if none runs there.
///
/// # Errors
/// It refuses, does not answer in time, or is another version; or the folder is somebody else's.
pub(super) async fn ask(
    settings: &Settings,
    command: &Command,
) -> Result<Option<Vec<Answer>>, Failure> {
    let data = &settings.data;
    let Some(stream) = connect(data).await? else { return Ok(None) };
    let request = Request { version: ADMIN_VERSION, command: command.clone() };
    let talked = timeout(ANSWERED_WITHIN, talk(stream, &request)).await;
    let unreachable = |why: String| Failure::Unreachable(why);
    let lines = talked
        .map_err(|_| unreachable("The server does not answer; its log may say why.".into()))?
        .map_err(|error| unreachable(format!("The server broke off: {error}.")))?;
    let mut answers = vec![];
    for line in lines {
        match read(&line)? {
            Answer::Done {} => return Ok(Some(answers)),
            Answer::Refused(refusal) if refusal.code == "unsupported_version" => {
                return Err(unreachable(refusal.text));
            }
            Answer::Refused(refusal) => return Err(Failure::Refused(refusal.text)),
            other => answers.push(other),
        }
    }
    Err(unreachable("The server broke off before it was done; its log may say why.".into()))
}

/// The server that runs on this folder; `None` if none does.
///
/// # Errors
/// The folder cannot be looked into.
pub(super) async fn connect(data: &Path) -> Result<Option<UnixStream>, Failure> {
    let explain = |error: io::Error| Failure::Unreachable(explain(data, &error));
    if !data.is_dir() {
        let found = std::fs::metadata(data).and_then(|_| Err(ErrorKind::NotADirectory.into()));
        return found.map_err(explain);
    }
    let place = Place::find(data, SOCKET).map_err(explain)?;
    match UnixStream::connect(place.address()).await {
        Ok(stream) => Ok(Some(stream)),
        // The second: left behind by a server that was killed.
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
        {
            Ok(None)
        }
        Err(error) => Err(explain(error)),
    }
}

async fn talk(mut stream: UnixStream, request: &Request) -> io::Result<Vec<String>> {
    let mut text = serde_json::to_vec(request)?;
    text.push(b'\n');
    // A server that refuses at once may not wait for the request; what it says tells more.
    let said = stream.write_all(&text).await;
    let mut lines = BufReader::new(stream).lines();
    let mut answers = vec![];
    loop {
        match lines.next_line().await {
            Ok(Some(line)) => answers.push(line),
            Ok(None) => break,
            Err(error) if answers.is_empty() => return Err(error),
            // What was said before counts.
            Err(_) => break,
        }
    }
    if answers.is_empty() {
        said?;
    }
    Ok(answers)
}

/// One line of an answer.
///
/// # Errors
/// It is none.
pub(super) fn read(line: &str) -> Result<Answer, Failure> {
    serde_json::from_str(line).map_err(|_| {
        let known = serde_json::from_str::<Value>(line).is_ok();
        let text = if known {
            "The running server is another version of Natter and answers what this program does not \
             know. Ask with the program that serves."
        } else {
            "What listens in the data folder is no server of Natter's."
        };
        Failure::Unreachable(text.into())
    })
}

/// Why the folder or its socket cannot be opened.
fn explain(data: &Path, error: &io::Error) -> String {
    let data = data.display();
    match error.kind() {
        ErrorKind::NotFound => format!(
            "There is no data folder {data}. Say where the server's is with --data, or start the \
             server first."
        ),
        ErrorKind::NotADirectory => format!("{data} is not a folder."),
        ErrorKind::PermissionDenied => format!(
            "The data folder {data} belongs to another user: ask as the user that runs the server, \
             or as root."
        ),
        _ => format!("The server of {data} cannot be reached: {error}."),
    }
}
