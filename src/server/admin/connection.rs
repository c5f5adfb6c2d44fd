//! One connection, one command.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::{ADMIN_VERSION, Answer, Command, Office, Refusal, perform};
use crate::server::backup;

/// The longest request has two names in it.
const REQUEST_MAX_BYTES: u64 = 64 * 1024;
/// Whoever connects says what they want within this time, and takes the answer within as much.
const SAID_WITHIN: Duration = Duration::from_secs(10);
/// What takes longer is not waited for; it may go on.
const DONE_WITHIN: Duration = Duration::from_secs(60);
/// How much is taken, and thrown away, of what is said beyond the request, and for how long.
const DRAINED_MAX_BYTES: u64 = 4 * 1024 * 1024;
const DRAINED_WITHIN: Duration = Duration::from_secs(1);
const ROOT: u32 = 0;

/// Hears one command, carries it out and answers.
pub(super) async fn answer(office: &Office, mut stream: UnixStream, own_uid: u32) {
    let answers = match hear(&mut stream, own_uid).await {
        Ok(Command::Backup {}) => return back_up(office, stream).await,
        Ok(command) => carry_out(office, command).await,
        Err(refusal) => Err(refusal),
    };
    let lines = match answers {
        Ok(mut answers) => {
            answers.push(Answer::Done {});
            answers
        }
        Err(refusal) => vec![Answer::Refused(refusal)],
    };
    if let Ok(Err(error)) = timeout(SAID_WITHIN, write(&mut stream, &lines)).await {
        tracing::debug!(%error, "whoever asked did not wait for the answer");
    }
    // A connection that is closed with something unread is reset: they might not read the answer.
    let mut rest = stream.take(DRAINED_MAX_BYTES);
    let _ = timeout(DRAINED_WITHIN, tokio::io::copy(&mut rest, &mut tokio::io::sink())).await;
}

async fn hear(stream: &mut UnixStream, own_uid: u32) -> Result<Command, Refusal> {
    // The mode of the socket says the same; this also holds where somebody changed that.
    let peer = stream.peer_cred().map(|peer| peer.uid());
    if !peer.as_ref().is_ok_and(|uid| *uid == own_uid || *uid == ROOT) {
        tracing::warn!(?peer, "somebody else than the server's user tried natter admin");
        return Err(Refusal::of_stranger());
    }
    let line = timeout(SAID_WITHIN, read_line(stream)).await;
    let line = line.map_err(|_| Refusal::too_slow("Nothing was asked for in time."))??;
    parse(&line)
}

/// A whole line: one that was broken off could say something else than was meant.
async fn read_line(stream: &mut UnixStream) -> Result<Vec<u8>, Refusal> {
    let mut line = vec![];
    let mut reader = BufReader::new(stream.take(REQUEST_MAX_BYTES));
    reader.read_until(b'\n', &mut line).await.map_err(Refusal::malformed)?;
    if line.ends_with(b"\n") {
        return Ok(line);
    }
    if (line.len() as u64) < REQUEST_MAX_BYTES {
        return Err(Refusal::malformed("it does not end with a line's end"));
    }
    Err(Refusal::too_large())
}

fn parse(line: &[u8]) -> Result<Command, Refusal> {
    /// Read first, as another version may have other commands.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Envelope {
        version: u64,
        command: Value,
    }
    let Envelope { version, command } = serde_json::from_slice(line).map_err(Refusal::malformed)?;
    if version != u64::from(ADMIN_VERSION) {
        return Err(Refusal::of_version(version));
    }
    serde_json::from_value(command).map_err(Refusal::malformed)
}

/// Sends everything there is, however long that takes, at the pace at which it is taken.
async fn back_up(office: &Office, stream: UnixStream) {
    tracing::info!("a backup is taken");
    match backup::send_live(&office.app.store, &office.app.settings, stream).await {
        Ok(()) => tracing::info!("everything was sent for the backup"),
        Err(error) => tracing::warn!(%error, "whoever took a backup gave up"),
    }
}

/// On a task of its own: whoever hangs up, or has waited long enough, stops nothing half-way.
async fn carry_out(office: &Office, command: Command) -> Result<Vec<Answer>, Refusal> {
    let office = office.clone();
    let task = tokio::spawn(async move { perform(&office, command).await });
    match timeout(DONE_WITHIN, task).await {
        Ok(Ok(answers)) => answers,
        Ok(Err(error)) => {
            tracing::error!(%error, "a command of natter admin failed");
            Err(Refusal::internal())
        }
        Err(_) => Err(Refusal::too_slow(
            "The server takes long for this, and may still do it: look before you try again.",
        )),
    }
}

async fn write(stream: &mut UnixStream, lines: &[Answer]) -> std::io::Result<()> {
    let mut text = vec![];
    for line in lines {
        serde_json::to_writer(&mut text, line)?;
        text.push(b'\n');
    }
    stream.write_all(&text).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_request_is_refused_with_a_reason() {
        let code = |text: &str| parse(text.as_bytes()).unwrap_err().code;
        let nested = "[".repeat(60_000);
        for text in [
            "",
            "hello",
            "{}",
            r#"{"version":1}"#,
            r#"{"version":1,"command":{"dropEverything":{}}}"#,
            r#"{"version":1,"command":{"listUsers":{"also":1}}}"#,
            r#"{"version":1,"command":{"listUsers":{}},"also":1}"#,
            r#"{"version":1,"version":1,"command":{"listUsers":{}}}"#,
            r#"{"version":1,"command":{"makeInvite":{"uses":-1,"days":1}}}"#,
            r#"{"version":1,"command":{"makeInvite":{"uses":99999999999,"days":1}}}"#,
            r#"{"version":1,"command":{"endSession":{"id":"mine"}}}"#,
            &nested,
        ] {
            assert_eq!(code(text), "malformed_request", "{}", &text[..text.len().min(80)]);
        }
        assert_eq!(code(r#"{"version":2,"command":{"newThing":{}}}"#), "unsupported_version");
        let right = r#"{"version":1,"command":{"makeReset":{"username":"ana"}}}"#;
        let expected = Command::MakeReset { username: "ana".into() };
        assert_eq!(parse(right.as_bytes()), Ok(expected));
    }
}
