//! `natter admin`: asks the server, and prints what it answers.

use super::{AdminArguments, Failure};
use crate::server::settings::Settings;

/// Carries out one command of the administrator's.
///
/// # Errors
/// Why it was not done.
pub(super) async fn run(arguments: AdminArguments, mut settings: Settings) -> Result<(), Failure> {
    settings.data = arguments.data.unwrap_or(settings.data);
    let folder = settings.data.display();
    Err(Failure::Unreachable(format!("The server of {folder} takes no commands yet.")))
}
