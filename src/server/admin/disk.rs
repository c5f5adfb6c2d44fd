//! What lies in the data folder, and how much room there is.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{DiskUsage, Part};

/// What single files in the data folder are counted as.
const SINGLE_FILES: &str = "keys and other files";
/// The unit of [`MetadataExt::blocks`], whatever the file system's own is.
const BLOCK_BYTES: u64 = 512;

/// Measures the data folder, its folders one by one, and the database where that lies elsewhere. It
/// reads as much of the disk as there are files.
///
/// # Errors
/// What cannot be read.
pub(super) fn measure(data: &Path, database: Option<&Path>) -> io::Result<DiskUsage> {
    let mut parts = vec![];
    let mut single_files = 0;
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        let Some(found) = gone_is_none(entry.metadata())? else { continue };
        if found.is_dir() {
            let name = entry.file_name().to_string_lossy().into_owned();
            parts.push(Part { name, bytes: bytes_below(&entry.path(), &found)? });
        } else {
            single_files += taken(&found);
        }
    }
    if let Some(database) = database.filter(|database| !database.starts_with(data)) {
        let found = fs::metadata(database)?;
        let bytes = bytes_below(database, &found)?;
        parts.push(Part { name: format!("database, in {}", database.display()), bytes });
    }
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    parts.push(Part { name: SINGLE_FILES.into(), bytes: single_files });
    Ok(DiskUsage {
        folder: fs::canonicalize(data)?.display().to_string(),
        parts,
        free_bytes: fs2::available_space(data)?,
        total_bytes: fs2::total_space(data)?,
        rows: vec![],
    })
}

/// What a folder takes with everything below it. Links are not followed.
fn bytes_below(folder: &Path, itself: &Metadata) -> io::Result<u64> {
    let mut bytes = taken(itself);
    let Some(entries) = gone_is_none(fs::read_dir(folder))? else { return Ok(bytes) };
    for entry in entries {
        let entry = entry?;
        // The database throws files away while it is counted.
        let Some(found) = gone_is_none(entry.metadata())? else { continue };
        bytes += if found.is_dir() { bytes_below(&entry.path(), &found)? } else { taken(&found) };
    }
    Ok(bytes)
}

fn taken(found: &Metadata) -> u64 {
    found.blocks() * BLOCK_BYTES
}

fn gone_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_folder_is_a_part_and_links_lead_nowhere() {
        let data = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let database = data.path().join("database/deeper");
        fs::create_dir_all(&database).unwrap();
        fs::write(database.join("table"), vec![1; 100_000]).unwrap();
        fs::write(data.path().join("master.key"), "key").unwrap();
        fs::write(elsewhere.path().join("large"), vec![1; 1_000_000]).unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), data.path().join("link")).unwrap();
        let usage = measure(data.path(), Some(&data.path().join("database"))).unwrap();
        let names: Vec<&str> = usage.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["database", SINGLE_FILES]);
        assert!((100_000..200_000).contains(&usage.parts[0].bytes), "{usage:?}");
        assert!((1..100_000).contains(&usage.parts[1].bytes), "{usage:?}");
        assert!(usage.free_bytes > 0 && usage.free_bytes <= usage.total_bytes);

        let apart = measure(data.path(), Some(elsewhere.path())).unwrap();
        assert!(apart.parts.iter().any(|part| part.bytes >= 1_000_000), "{apart:?}");
    }
}
