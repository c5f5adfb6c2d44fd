//! A disk that forgets what was not synced.
//!
//! A killed process leaves the page cache behind, so killing says nothing about syncing. This is a file
//! system in memory, in the way of a journaling one: a sync makes one file's data durable, and with it
//! everything that was done to names before. What a power cut leaves of the rest is up to chance: any
//! of the pages written since, some of one's sectors, names as they are or as they were.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};

use rand::Rng;
use rand::rngs::SmallRng;

pub const ROOT: u64 = 1;
const PAGE_BYTES: usize = 4096;
const SECTOR_BYTES: usize = 512;

/// What a disk may fail with for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskFault {
    /// There is no room: nothing can be written or made.
    Full,
    /// Writing fails.
    WriteFails,
    /// Syncing fails; what was not synced by then counts as synced, and is not (so do Linux's).
    SyncFails,
}

/// A file's or folder's number.
pub type Ino = u64;

/// All of the disk.
pub struct Disk {
    nodes: BTreeMap<Ino, Node>,
    /// The folders as they would be after a cut right now, at worst.
    durable_folders: BTreeMap<Ino, BTreeMap<OsString, Ino>>,
    next: Ino,
    /// Planted: says that it has synced, and has not.
    deaf: bool,
    fault: Option<DiskFault>,
}

#[derive(Clone)]
pub struct Node {
    pub mode: u16,
    pub content: Content,
}

#[derive(Clone)]
pub enum Content {
    Folder(BTreeMap<OsString, Ino>),
    File(File),
}

#[derive(Clone, Default)]
pub struct File {
    pub data: Vec<u8>,
    durable: Vec<u8>,
    dirty: BTreeSet<usize>,
}

impl Disk {
    /// An empty one.
    pub fn new() -> Self {
        let root = Node { mode: 0o755, content: Content::Folder(BTreeMap::new()) };
        Self {
            nodes: BTreeMap::from([(ROOT, root)]),
            durable_folders: BTreeMap::from([(ROOT, BTreeMap::new())]),
            next: ROOT + 1,
            deaf: false,
            fault: None,
        }
    }

    /// From now on it only says that it syncs.
    pub fn go_deaf(&mut self) {
        self.deaf = true;
    }

    /// From now on, or no more.
    pub fn set_fault(&mut self, fault: Option<DiskFault>) {
        self.fault = fault;
    }

    pub fn fault(&self) -> Option<DiskFault> {
        self.fault
    }

    pub fn find(&self, ino: Ino) -> Option<&Node> {
        self.nodes.get(&ino)
    }

    pub fn set_mode(&mut self, ino: Ino, mode: u16) {
        if let Some(node) = self.nodes.get_mut(&ino) {
            node.mode = mode;
        }
    }

    pub fn folder(&self, ino: Ino) -> Option<&BTreeMap<OsString, Ino>> {
        match &self.nodes.get(&ino)?.content {
            Content::Folder(entries) => Some(entries),
            Content::File(_) => None,
        }
    }

    pub fn file(&self, ino: Ino) -> Option<&File> {
        match &self.nodes.get(&ino)?.content {
            Content::File(file) => Some(file),
            Content::Folder(_) => None,
        }
    }

    /// `None` if the folder is none, or has that name already.
    pub fn add(&mut self, folder: Ino, name: &OsStr, mode: u16, is_folder: bool) -> Option<Ino> {
        let ino = self.next;
        let entries = self.entries(folder)?;
        if entries.contains_key(name) {
            return None;
        }
        entries.insert(name.to_owned(), ino);
        let content = match is_folder {
            true => Content::Folder(BTreeMap::new()),
            false => Content::File(File::default()),
        };
        self.nodes.insert(ino, Node { mode, content });
        self.next += 1;
        Some(ino)
    }

    /// The file itself stays for those who have it open.
    pub fn remove(&mut self, folder: Ino, name: &OsStr) -> Option<Ino> {
        self.entries(folder)?.remove(name)
    }

    pub fn rename(&mut self, from: (Ino, &OsStr), to: (Ino, &OsStr)) -> Option<()> {
        let ino = self.entries(from.0)?.remove(from.1)?;
        self.entries(to.0)?.insert(to.1.to_owned(), ino);
        Some(())
    }

    /// Gives a file one more name.
    pub fn link(&mut self, ino: Ino, folder: Ino, name: &OsStr) -> Option<()> {
        let entries = self.entries(folder)?;
        if entries.contains_key(name) {
            return None;
        }
        entries.insert(name.to_owned(), ino);
        Some(())
    }

    pub fn write(&mut self, ino: Ino, at: usize, bytes: &[u8]) -> Option<()> {
        let file = self.file_mut(ino)?;
        let end = at + bytes.len();
        if file.data.len() < end {
            file.dirty.extend(file.data.len() / PAGE_BYTES..=end / PAGE_BYTES);
            file.data.resize(end, 0);
        }
        file.data[at..end].copy_from_slice(bytes);
        file.dirty.extend(at / PAGE_BYTES..=end.saturating_sub(1) / PAGE_BYTES);
        Some(())
    }

    pub fn set_len(&mut self, ino: Ino, len: usize) -> Option<()> {
        let file = self.file_mut(ino)?;
        let (from, to) = (file.data.len().min(len), file.data.len().max(len));
        file.dirty.extend(from / PAGE_BYTES..=to / PAGE_BYTES);
        file.data.resize(len, 0);
        Some(())
    }

    /// Makes a file's data durable, and all that was done to names.
    pub fn sync(&mut self, ino: Ino) {
        if self.deaf {
            return;
        }
        let fails = self.fault == Some(DiskFault::SyncFails);
        if let Some(file) = self.file_mut(ino) {
            for page in std::mem::take(&mut file.dirty) {
                if fails {
                    continue;
                }
                copy_page(&file.data, &mut file.durable, page);
            }
            file.durable.truncate(file.data.len());
        }
        if fails {
            return;
        }
        self.durable_folders = self.folders();
    }

    /// What is there when the power is back.
    pub fn cut(&self, chance: &mut SmallRng) -> Disk {
        let folders = match chance.random_bool(0.5) {
            true => self.folders(),
            false => self.durable_folders.clone(),
        };
        let reached: BTreeSet<Ino> = folders.values().flat_map(BTreeMap::values).copied().collect();
        let written = [0.0, 0.5, 1.0][chance.random_range(0..3)];
        let mut nodes = BTreeMap::new();
        for (ino, node) in &self.nodes {
            let content = match &node.content {
                _ if *ino != ROOT && !reached.contains(ino) => continue,
                Content::Folder(_) => {
                    Content::Folder(folders.get(ino).cloned().unwrap_or_default())
                }
                Content::File(file) => Content::File(file.cut(written, chance)),
            };
            nodes.insert(*ino, Node { mode: node.mode, content });
        }
        let mut after = Disk { nodes, next: self.next, deaf: self.deaf, ..Disk::new() };
        after.durable_folders = after.folders();
        after
    }

    fn folders(&self) -> BTreeMap<Ino, BTreeMap<OsString, Ino>> {
        let folders = self.nodes.iter().filter_map(|(ino, node)| match &node.content {
            Content::Folder(entries) => Some((*ino, entries.clone())),
            Content::File(_) => None,
        });
        folders.collect()
    }

    fn entries(&mut self, ino: Ino) -> Option<&mut BTreeMap<OsString, Ino>> {
        match &mut self.nodes.get_mut(&ino)?.content {
            Content::Folder(entries) => Some(entries),
            Content::File(_) => None,
        }
    }

    fn file_mut(&mut self, ino: Ino) -> Option<&mut File> {
        match &mut self.nodes.get_mut(&ino)?.content {
            Content::File(file) => Some(file),
            Content::Folder(_) => None,
        }
    }
}

impl File {
    /// Each page that was not synced is on the disk with the given probability, one of them torn.
    fn cut(&self, written: f64, chance: &mut SmallRng) -> File {
        let mut left = self.durable.clone();
        let mut last = None;
        for &page in self.dirty.iter().filter(|page| **page * PAGE_BYTES < self.data.len()) {
            if chance.random_bool(written) {
                copy_page(&self.data, &mut left, page);
                last = Some(page);
            }
        }
        if let Some(page) = last.filter(|_| chance.random_bool(0.5)) {
            let (start, end) = (page * PAGE_BYTES, left.len().min((page + 1) * PAGE_BYTES));
            let torn = start + SECTOR_BYTES * chance.random_range(0..PAGE_BYTES / SECTOR_BYTES);
            for (at, byte) in left.iter_mut().enumerate().take(end).skip(torn) {
                *byte = self.durable.get(at).copied().unwrap_or(0);
            }
        }
        if self.data.len() < left.len() && chance.random_bool(written) {
            left.truncate(self.data.len());
        }
        File { data: left.clone(), durable: left, dirty: BTreeSet::new() }
    }
}

/// Makes one page of `to` what it is in `from`, which may be shorter.
fn copy_page(from: &[u8], to: &mut Vec<u8>, page: usize) {
    let start = page * PAGE_BYTES;
    let end = from.len().min(start + PAGE_BYTES);
    if start >= end {
        return;
    }
    if to.len() < end {
        to.resize(end, 0);
    }
    to[start..end].copy_from_slice(&from[start..end]);
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    fn name(name: &str) -> &OsStr {
        OsStr::new(name)
    }

    #[test]
    fn what_was_synced_is_there_after_every_cut() {
        for seed in 0..200 {
            let (mut disk, mut chance) = (Disk::new(), SmallRng::seed_from_u64(seed));
            let ino = disk.add(ROOT, name("log"), 0o600, false).unwrap();
            disk.write(ino, 0, &[1; 10_000]).unwrap();
            disk.sync(ino);
            disk.write(ino, 10_000, &[2; 10_000]).unwrap();
            let after = disk.cut(&mut chance);
            assert_eq!(after.folder(ROOT).unwrap().get(name("log")), Some(&ino));
            assert_eq!(after.file(ino).unwrap().data[..8192], [1; 8192], "seed {seed}");
        }
    }

    #[test]
    fn what_was_not_synced_is_lost_by_some_cut_and_torn_by_another() {
        let (mut lost, mut whole, mut torn) = (false, false, false);
        for seed in 0..200 {
            let (mut disk, mut chance) = (Disk::new(), SmallRng::seed_from_u64(seed));
            let ino = disk.add(ROOT, name("log"), 0o600, false).unwrap();
            disk.sync(ROOT);
            disk.write(ino, 0, &[1; 4096]).unwrap();
            let after = disk.cut(&mut chance);
            let ones = after.file(ino).unwrap().data.iter().filter(|byte| **byte == 1).count();
            lost |= ones == 0;
            whole |= ones == 4096;
            torn |= (1..4096).contains(&ones);
        }
        assert!(lost && whole && torn);
    }

    #[test]
    fn a_deaf_disk_loses_what_it_said_was_synced() {
        let mut lost = false;
        for seed in 0..50 {
            let mut disk = Disk::new();
            disk.go_deaf();
            let ino = disk.add(ROOT, name("log"), 0o600, false).unwrap();
            disk.write(ino, 0, &[1; 4096]).unwrap();
            disk.sync(ino);
            let after = disk.cut(&mut SmallRng::seed_from_u64(seed));
            lost |= after.file(ino).is_none_or(|file| file.data != [1; 4096]);
        }
        assert!(lost);
    }

    #[test]
    fn a_name_that_no_sync_followed_may_be_gone() {
        let mut gone = false;
        for seed in 0..50 {
            let mut disk = Disk::new();
            disk.add(ROOT, name("new"), 0o600, false).unwrap();
            let after = disk.cut(&mut SmallRng::seed_from_u64(seed));
            gone |= after.folder(ROOT).unwrap().is_empty();
        }
        assert!(gone);
    }
}
