//! `natter admin`: asks the server, or works on its folder, and prints what came of it.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::printing::print;
use super::{AdminArguments, AdminCommand, Failure, asking, offline};
use crate::domain::Username;
use crate::server::admin::{Answer, Command};
use crate::server::settings::Settings;

/// How long a server may take to start or to stop.
const IN_USE_AT_MOST: Duration = Duration::from_secs(6);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Carries out one command of the administrator's.
///
/// # Errors
/// Why it was not done.
pub(super) async fn run(arguments: AdminArguments, mut settings: Settings) -> Result<(), Failure> {
    settings.data = arguments.data.unwrap_or(settings.data);
    if let AdminCommand::DeleteUser { username, yes: false } = &arguments.command {
        confirm_deletion(username)?;
    }
    let command = Command::from(arguments.command);
    let answers = obey(&settings, &command).await?;
    let text = print(&command, &answers, arguments.json);
    // Whoever reads it may have enough: that is no failure.
    let _ = stdout().write_all(text.as_bytes());
    Ok(())
}

/// By the server that runs, or on the folder. A server that is just starting or stopping is in the
/// way of both, and waited for.
async fn obey(settings: &Settings, command: &Command) -> Result<Vec<Answer>, Failure> {
    let started = Instant::now();
    loop {
        if let Some(answers) = asking::ask(settings, command).await? {
            return Ok(answers);
        }
        if let Some(answers) = offline::perform(settings.clone(), command.clone()).await? {
            return Ok(answers);
        }
        if started.elapsed() > IN_USE_AT_MOST {
            let data = settings.data.display();
            return Err(Failure::Unreachable(format!(
                "The database of {data} is in use, but nobody listens at {data}/admin.sock. Its log \
                 may say why."
            )));
        }
        sleep(LOOK_EVERY).await;
    }
}

/// Has the username typed again.
fn confirm_deletion(username: &str) -> Result<(), Failure> {
    if stdin().is_terminal() {
        eprintln!(
            "This deletes the account of «{username}» for good. What its owner wrote stays with"
        );
        eprintln!("the others, and the username is never given again.");
        eprint!("Type the username again to go on: ");
    }
    let mut typed = String::new();
    let _ = stdin().lock().read_line(&mut typed);
    match (Username::parse(&typed), Username::parse(username)) {
        (Ok(again), Ok(first)) if again == first => Ok(()),
        _ => {
            let text = "Nothing was deleted: the username was not typed again (or give --yes).";
            Err(Failure::Refused(text.into()))
        }
    }
}

impl From<AdminCommand> for Command {
    fn from(typed: AdminCommand) -> Self {
        match typed {
            AdminCommand::CreateUser { username, name } => {
                let full_name = name.unwrap_or_else(|| username.clone());
                Self::CreateUser { username, full_name }
            }
            AdminCommand::ListUsers => Self::ListUsers {},
            AdminCommand::ResetLink { username } => Self::MakeReset { username },
            AdminCommand::Disable { username } => Self::SetDisabled { username, disabled: true },
            AdminCommand::Enable { username } => Self::SetDisabled { username, disabled: false },
            AdminCommand::DeleteUser { username, .. } => Self::DeleteUser { username },
            AdminCommand::Invite { uses, days } => Self::MakeInvite { uses, days },
            AdminCommand::Sessions { end: Some(id), .. } => Self::EndSession { id },
            AdminCommand::Sessions { end_all: Some(username), .. } => {
                Self::EndSessions { username }
            }
            AdminCommand::Sessions { username, .. } => Self::ListSessions { username },
            AdminCommand::Disk => Self::MeasureDisk {},
        }
    }
}
