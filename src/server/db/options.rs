//! What a database is opened with.

use std::fmt;
use std::path::Path;

const ON_DISK: &str = "surrealkv://";
const MIB: u64 = 1024 * 1024;

/// Where the database is and how much memory it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreOptions {
    /// `surrealkv://<path>`, or `mem://` to keep nothing.
    pub url: String,
    /// Bounds the storage engine's caches and write buffers together, in MiB, whatever the machine
    /// has. Below 16 the smallest workable sizes are used.
    pub memory_mib: u32,
}

impl StoreOptions {
    /// The folder of a database on disk.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.url.strip_prefix(ON_DISK).map(Path::new)
    }

    /// Half of the memory, in bytes, holds blocks that were read.
    pub(super) fn block_cache_bytes(&self) -> u64 {
        (u64::from(self.memory_mib) * MIB / 2).max(8 * MIB)
    }

    /// The size of one write buffer, in bytes. Up to three are alive at a time (one is written, two
    /// may wait to be flushed), so each gets an eighth. It must hold the writer's largest batch
    /// (a few MiB), and a small one keeps the replay after a crash short.
    pub(super) fn write_buffer_bytes(&self) -> u64 {
        (u64::from(self.memory_mib) * MIB / 8).clamp(8 * MIB, 128 * MIB)
    }
}

/// What a database keeps to recognise the master key that it was made with. Tells nothing about
/// the key; prints as `***` all the same.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyCheck {
    /// A value derived from the master key in use now.
    pub current: Vec<u8>,
}

impl fmt::Debug for KeyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyCheck(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_stay_within_the_whole() {
        for memory_mib in [64, 256, 1_024, 65_536] {
            let options = StoreOptions { url: "mem://".into(), memory_mib };
            let parts = options.block_cache_bytes() + 3 * options.write_buffer_bytes();
            assert!(parts <= u64::from(memory_mib) * MIB, "{memory_mib} MiB");
        }
    }

    #[test]
    fn only_a_database_on_disk_has_a_folder() {
        let at = |url: &str| StoreOptions { url: url.into(), memory_mib: 64 };
        assert_eq!(at("surrealkv:///srv/natter").folder(), Some(Path::new("/srv/natter")));
        assert_eq!(at("surrealkv://./data/database").folder(), Some(Path::new("./data/database")));
        assert_eq!(at("mem://").folder(), None);
    }
}
