//! `natter restore`: makes a data folder of a backup.

use super::back_up::sum_up;
use super::progress::Progress;
use super::{Failure, RestoreArguments};
use crate::server::backup;
use crate::server::settings::Settings;

/// Restores a backup into a new or an empty folder.
///
/// # Errors
/// Why it was not; nothing is left behind then.
pub(super) async fn run(arguments: RestoreArguments, settings: Settings) -> Result<(), Failure> {
    let folder = arguments.data.unwrap_or(settings.data);
    let key = arguments.key.find(false)?;
    let progress = Progress::new();
    let tell = |rows| progress.tell(rows);
    let restored = backup::restore(&arguments.file, &key, &folder, tell).await;
    drop(progress);
    let (header, manifest) = restored?;
    println!("{}: {}", folder.display(), sum_up(&header, &manifest));
    Ok(())
}
