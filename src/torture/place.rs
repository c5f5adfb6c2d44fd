//! Where the server's data lies.

use std::path::PathBuf;

use rand::rngs::SmallRng;
use tempfile::TempDir;

use super::disk::Disk;
use super::mount::Shared;
use super::person::Trouble;

/// Where the data lies.
pub enum Place {
    /// In a folder of this machine.
    Folder(TempDir),
    /// On a disk of our own.
    Disk { disk: Shared, folder: TempDir, mounted: Option<fuser::BackgroundSession> },
}

impl Place {
    pub fn in_folder() -> Result<Self, Trouble> {
        Ok(Self::Folder(TempDir::new()?))
    }

    pub fn on_disk() -> Result<Self, Trouble> {
        let (folder, disk) = (TempDir::new()?, Shared::new(Disk::new()));
        let mounted = Some(disk.mount(folder.path())?);
        Ok(Self::Disk { disk, folder, mounted })
    }

    /// The disk of our own.
    pub fn disk(&self) -> Option<&Shared> {
        match self {
            Self::Folder(_) => None,
            Self::Disk { disk, .. } => Some(disk),
        }
    }

    pub fn data(&self) -> PathBuf {
        match self {
            Self::Folder(folder) | Self::Disk { folder, .. } => folder.path().join("data"),
        }
    }

    /// A file of the server's in which these words can be read.
    pub fn find_words(&self, words: &str) -> Result<Option<PathBuf>, Trouble> {
        let mut folders = vec![self.data()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.is_file() && has(&std::fs::read(&path)?, words.as_bytes()) {
                    return Ok(Some(path));
                }
            }
        }
        Ok(None)
    }

    /// Takes the power from a disk of our own, whose server is gone.
    pub fn break_off(&mut self, chance: &mut SmallRng) -> Result<(), Trouble> {
        if let Self::Disk { disk, folder, mounted } = self {
            let after = disk.with(|disk| disk.cut(chance));
            if let Some(mounted) = mounted.take() {
                mounted.umount_and_join()?;
            }
            *disk = Shared::new(after);
            *mounted = Some(disk.mount(folder.path())?);
        }
        Ok(())
    }
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}
