//! Carrying out a command: everything is done by `service`, and told here.

use super::rows::{count, listed_session, listed_user, rfc_3339};
use super::{Answer, Command, Link, Office, Refusal, disk};
use crate::domain::UnixMillis;
use crate::server::service::{administration, inspection};
use crate::server::{App, Error};

const HOUR_MS: i64 = 60 * 60 * 1000;

/// Carries out a command. What it changes is live when this returns.
///
/// # Errors
/// Why it was not done.
pub async fn perform(office: &Office, command: Command) -> Result<Vec<Answer>, Refusal> {
    check_name(&office.app, &command)?;
    let answers = obey(office, &command).await.map_err(|error| Refusal::of(error, &command))?;
    let (name, whom) = (command.name(), command.username());
    tracing::info!(command = name, whom, "a command of natter admin was carried out");
    Ok(answers)
}

/// Somebody who changed their name is found by the old one as well: no command may hit them by
/// mistake.
fn check_name(app: &App, command: &Command) -> Result<(), Refusal> {
    let typed = match command {
        Command::CreateUser { .. } => return Ok(()),
        other => other.username(),
    };
    let Some(typed) = typed else { return Ok(()) };
    let user = inspection::get_user(app, typed).map_err(|error| Refusal::of(error, command))?;
    match inspection::is_called(&user, typed) {
        true => Ok(()),
        false => Err(Refusal::former_name(typed, user.username.as_str())),
    }
}

async fn obey(office: &Office, command: &Command) -> Result<Vec<Answer>, Error> {
    let app = &office.app;
    Ok(match command {
        Command::CreateUser { username, full_name } => {
            let (_, secret) = administration::create_user(app, username, full_name).await?;
            vec![reset_link(office, &secret)]
        }
        Command::MakeReset { username } => {
            vec![reset_link(office, &administration::make_reset(app, username).await?)]
        }
        Command::MakeInvite { uses, days } => vec![invite(office, *uses, *days).await?],
        Command::SetDisabled { username, disabled } => {
            administration::set_disabled(app, username, *disabled).await?;
            vec![]
        }
        Command::DeleteUser { username } => {
            administration::delete_user(app, username).await?;
            vec![]
        }
        Command::ListUsers {} => {
            let users = inspection::list_users(app);
            users.iter().map(|user| Answer::User(listed_user(user))).collect()
        }
        Command::ListSessions { username } => {
            let sessions = inspection::list_sessions(app, username.as_deref())?;
            sessions.iter().map(|session| Answer::Session(listed_session(session))).collect()
        }
        Command::EndSession { id } => {
            inspection::end_session(app, *id).await?;
            vec![Answer::Ended { sessions: 1 }]
        }
        Command::EndSessions { username } => {
            let sessions = inspection::list_sessions(app, Some(username))?.len();
            administration::end_sessions(app, username).await?;
            vec![Answer::Ended { sessions }]
        }
        // It has a way of its own: see `connection`.
        Command::Backup {} => vec![],
        Command::MeasureDisk {} => vec![measure_disk(app).await?],
    })
}

/// An invitation, and the link to it.
///
/// # Errors
/// [`crate::domain::ProblemCode::MalformedRequest`] for too many uses or days.
pub(super) async fn invite(office: &Office, uses: u32, days: u32) -> Result<Answer, Error> {
    let secret = administration::make_invite(&office.app, uses, days).await?;
    let url = office.links.invite(&secret);
    Ok(link(office, url, uses, i64::from(days) * 24))
}

fn reset_link(office: &Office, secret: &str) -> Answer {
    link(office, office.links.reset(secret), 1, administration::RESET_HOURS)
}

fn link(office: &Office, url: String, uses: u32, hours: i64) -> Answer {
    let expires_at = rfc_3339(UnixMillis(UnixMillis::now().0 + hours * HOUR_MS));
    Answer::Link(Link { url, expires_at, uses, is_public: office.links.is_public })
}

async fn measure_disk(app: &App) -> Result<Answer, Error> {
    let (data, database) = (app.settings.data.clone(), app.settings.database_folder());
    let measured = tokio::task::spawn_blocking(move || disk::measure(&data, database.as_deref()));
    let measured = measured.await.map_err(|error| Error::Internal(error.to_string()))?;
    let mut usage = measured.map_err(|error| Error::Internal(error.to_string()))?;
    let rows = inspection::count_rows(app);
    usage.rows = vec![
        count("people", rows.people),
        count("sessions", rows.sessions),
        count("conversations", rows.conversations),
        count("messages", rows.messages),
        count("waiting messages", rows.held),
    ];
    Ok(Answer::Disk(usage))
}
