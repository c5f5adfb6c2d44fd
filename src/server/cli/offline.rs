//! Working on the data folder itself, where no server runs.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Failure;
use crate::server::admin::{self, Answer, Command, Office, own_uid};
use crate::server::settings::Settings;
use crate::server::{App, StartError};

/// Opens the database, as a server would, does what is asked, and closes it. `None` if another
/// process has it open.
///
/// # Errors
/// There is no database, it is another user's or not to be opened; or the command is refused.
pub(super) async fn perform(
    settings: Settings,
    command: Command,
) -> Result<Option<Vec<Answer>>, Failure> {
    check_folder(&settings).map_err(Failure::Unreachable)?;
    let listening = settings.listen;
    let data = settings.data.display().to_string();
    let app = match App::open(settings).await {
        Ok(app) => app,
        Err(error) if error.is_in_use() => return Ok(None),
        Err(error) => return Err(explain(&data, &error)),
    };
    let answers = admin::perform(&Office::new(app.clone(), listening), command).await;
    app.close().await;
    answers.map(Some).map_err(|refusal| Failure::Refused(refusal.text))
}

/// Nothing is made here: a mistyped folder would become a new, empty server.
fn check_folder(settings: &Settings) -> Result<(), String> {
    let data = settings.data.display();
    let Some(database) = settings.database_folder() else {
        return Err("With a database in memory there is nothing to work on.".into());
    };
    let is_empty = fs::read_dir(&database).map(|mut entries| entries.next().is_none());
    match is_empty {
        Ok(false) => {}
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(format!("The database in {} cannot be read: {error}.", database.display()));
        }
        Ok(true) | Err(_) => {
            return Err(format!(
                "No server runs on {data}, and there is no database in {} yet: start the server \
                 first, or say where its data is with --data.",
                database.display()
            ));
        }
    }
    refuse_foreign(&database)
}

/// What root, or anybody else, writes there, the server could not open afterwards.
fn refuse_foreign(database: &Path) -> Result<(), String> {
    let owner = fs::metadata(database).map(|found| found.uid());
    match (owner, own_uid()) {
        (Ok(owner), Ok(own)) if owner != own => Err(format!(
            "No server runs, and {} belongs to another user (number {owner}): run this as that user, \
             for example with «sudo -u '#{owner}'».",
            database.display()
        )),
        _ => Ok(()),
    }
}

fn explain(data: &str, error: &StartError) -> Failure {
    let text = error.to_string();
    let text = text.trim_end_matches('.');
    Failure::Unreachable(format!("The database of {data} cannot be opened: {text}."))
}
