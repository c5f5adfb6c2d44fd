//! `natter backup`: takes everything from the server, or from its folder, and seals it into a file.

use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader, duplex};
use tokio::net::UnixStream;

use super::progress::Progress;
use super::{BackupArguments, Failure, asking};
use crate::server::admin::{ADMIN_VERSION, Answer, Command, Request};
use crate::server::backup::{self, BackupError, Header, Manifest, Received, SealingKey};
use crate::server::settings::Settings;

/// A server whose disk fails opens its database anew: a backup that this interrupts is begun again.
const TRIES: usize = 5;
const PAUSE: Duration = Duration::from_secs(1);
/// Between the server's side and ours where they are one program.
const PIPE_BYTES: usize = 256 * 1024;

/// Makes a backup, or sees whether one can be restored.
///
/// # Errors
/// Why there is none, or why it cannot be.
pub(super) async fn run(arguments: BackupArguments, mut settings: Settings) -> Result<(), Failure> {
    settings.data = arguments.data.unwrap_or(settings.data);
    let file = &arguments.file;
    let key = arguments.key.find(!arguments.verify)?;
    if arguments.verify {
        let progress = Progress::new();
        let scratch = std::env::temp_dir();
        let verified = backup::verify(file, &key, &scratch, |rows| progress.tell(rows)).await;
        drop(progress);
        let (header, manifest) = verified?;
        println!("{}: {} All of it can be restored.", file.display(), sum_up(&header, &manifest));
        return Ok(());
    }
    let Received { header, manifest, bytes } = take(&settings, file, arguments.force, &key).await?;
    println!("{}: {} {bytes} bytes.", file.display(), sum_up(&header, &manifest));
    Ok(())
}

/// What is in it, as a sentence.
pub(super) fn sum_up(header: &Header, manifest: &Manifest) -> String {
    let (rows, tables) = (manifest.rows(), manifest.tables().count());
    let Header { commit, schema, version, .. } = header;
    format!(
        "{rows} rows in {tables} tables at commit {commit} (schema {schema}, Natter {version})."
    )
}

async fn take(
    settings: &Settings,
    file: &Path,
    force: bool,
    key: &SealingKey,
) -> Result<Received, Failure> {
    for _ in 1..TRIES {
        match try_take(settings, file, force, key).await? {
            Err(BackupError::Interrupted) => tokio::time::sleep(PAUSE).await,
            done => return Ok(done?),
        }
    }
    Ok(try_take(settings, file, force, key).await??)
}

async fn try_take(
    settings: &Settings,
    file: &Path,
    force: bool,
    key: &SealingKey,
) -> Result<Result<Received, BackupError>, Failure> {
    let progress = Progress::new();
    let receive = async |input: &mut (dyn AsyncRead + Unpin + Send)| {
        backup::receive(input, file, force, key, |items| progress.tell(items)).await
    };
    if let Some(stream) = asking::connect(&settings.data).await? {
        let mut input = ask(stream).await?;
        return Ok(receive(&mut input).await);
    }
    let (output, mut input) = duplex(PIPE_BYTES);
    // Whoever receives drops its end when it is done, so that nobody sends on.
    let receiving = async move { receive(&mut input).await };
    let (received, sent) = tokio::join!(receiving, backup::send_closed(settings, output));
    // Why nothing could be read tells more than that nothing came.
    Ok(sent.and(received))
}

/// Asks a server for everything.
async fn ask(mut stream: UnixStream) -> Result<BufReader<UnixStream>, Failure> {
    let broke_off = |error| Failure::Unreachable(format!("The server broke off: {error}."));
    let request = Request { version: ADMIN_VERSION, command: Command::Backup {} };
    let mut line = serde_json::to_vec(&request).map_err(|error| broke_off(error.into()))?;
    line.push(b'\n');
    // One that refuses at once may not wait for the request; what it says tells more.
    let said = stream.write_all(&line).await;
    let mut input = BufReader::with_capacity(PIPE_BYTES, stream);
    // A refusal is a line of JSON, as on any other request; no part of a backup begins like one.
    if input.fill_buf().await.map_err(broke_off)?.first() != Some(&b'{') {
        said.map_err(broke_off)?;
        return Ok(input);
    }
    let mut refusal = String::new();
    input.read_line(&mut refusal).await.map_err(broke_off)?;
    Err(match asking::read(&refusal)? {
        Answer::Refused(refusal) => Failure::Refused(refusal.text),
        _ => Failure::Unreachable("The running server is another version of Natter.".into()),
    })
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::NoDatabase(_) | BackupError::Disconnected | BackupError::Interrupted => {
                Self::Unreachable(error.to_string())
            }
            error => Self::Refused(error.to_string()),
        }
    }
}
