//! The disk as a folder of this machine, by FUSE.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use fuser::{
    AccessFlags, BackgroundSession, BsdFileFlags, Config, Errno, FileAttr, FileHandle, FileType,
    Filesystem, FopenFlags, Generation, INodeNo, LockOwner, OpenFlags, RenameFlags, ReplyAttr,
    ReplyCreate, ReplyData, ReplyDirectory, ReplyEmpty, ReplyEntry, ReplyStatfs, ReplyWrite,
    Request, TimeOrNow, WriteFlags,
};

use super::disk::{Content, Disk, DiskFault, Ino};

/// Nobody but the one process changes anything.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// A disk, shared between the mounted folder and who cuts its power.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Disk>>);

impl Shared {
    pub fn new(disk: Disk) -> Self {
        Self(Arc::new(Mutex::new(disk)))
    }

    /// Mounts it until what is returned is dropped.
    ///
    /// # Errors
    /// If this machine has no FUSE, or does not let us.
    pub fn mount(&self, folder: &Path) -> io::Result<BackgroundSession> {
        fuser::spawn_mount2(self.clone(), folder, &Config::default())
    }

    /// Has the disk to oneself for a moment.
    pub fn with<T>(&self, work: impl FnOnce(&mut Disk) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Why nothing can be written now.
    fn refusal(&self) -> Option<Errno> {
        self.with(|disk| match disk.fault()? {
            DiskFault::Full => Some(Errno::ENOSPC),
            DiskFault::WriteFails => Some(Errno::EIO),
            DiskFault::SyncFails => None,
        })
    }

    fn sync(&self, ino: INodeNo, reply: ReplyEmpty) {
        let fault = self.with(|disk| {
            disk.sync(ino.0);
            disk.fault()
        });
        match fault {
            Some(DiskFault::SyncFails) => reply.error(Errno::EIO),
            _ => reply.ok(),
        }
    }

    fn find_attr(&self, ino: Ino) -> Option<FileAttr> {
        self.with(|disk| {
            let node = disk.find(ino)?;
            let (kind, size) = match &node.content {
                Content::Folder(_) => (FileType::Directory, 0),
                Content::File(file) => (FileType::RegularFile, file.data.len() as u64),
            };
            Some(FileAttr {
                ino: INodeNo(ino),
                size,
                blocks: size.div_ceil(512),
                atime: UNIX_EPOCH,
                mtime: UNIX_EPOCH,
                ctime: UNIX_EPOCH,
                crtime: UNIX_EPOCH,
                kind,
                perm: node.mode,
                nlink: 1,
                // SAFETY: they read a number and cannot fail.
                uid: unsafe { libc::getuid() },
                gid: unsafe { libc::getgid() },
                rdev: 0,
                blksize: 4096,
                flags: 0,
            })
        })
    }

    fn add(
        &self,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        is_folder: bool,
    ) -> Result<FileAttr, Errno> {
        if let Some(error) = self.refusal() {
            return Err(error);
        }
        let mode = (mode & 0o7777) as u16;
        let ino = self.with(|disk| disk.add(parent.0, name, mode, is_folder));
        ino.and_then(|ino| self.find_attr(ino)).ok_or(Errno::EEXIST)
    }
}

fn done(reply: ReplyEmpty, result: Option<()>) {
    match result {
        Some(()) => reply.ok(),
        None => reply.error(Errno::ENOENT),
    }
}

impl Filesystem for Shared {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let ino = self.with(|disk| disk.folder(parent.0)?.get(name).copied());
        match ino.and_then(|ino| self.find_attr(ino)) {
            Some(attr) => reply.entry(&KEPT_FOR, &attr, Generation(0)),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match self.find_attr(ino.0) {
            Some(attr) => reply.attr(&KEPT_FOR, &attr),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn setattr(
        &self,
        request: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        _uid: Option<u32>,
        _gid: Option<u32>,
        size: Option<u64>,
        _atime: Option<TimeOrNow>,
        _mtime: Option<TimeOrNow>,
        _ctime: Option<SystemTime>,
        fh: Option<FileHandle>,
        _crtime: Option<SystemTime>,
        _chgtime: Option<SystemTime>,
        _bkuptime: Option<SystemTime>,
        _flags: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        self.with(|disk| {
            if let Some(mode) = mode {
                disk.set_mode(ino.0, (mode & 0o7777) as u16);
            }
            if let Some(size) = size {
                disk.set_len(ino.0, size as usize);
            }
        });
        self.getattr(request, ino, fh, reply);
    }

    fn mkdir(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        reply: ReplyEntry,
    ) {
        match self.add(parent, name, mode & !umask, true) {
            Ok(attr) => reply.entry(&KEPT_FOR, &attr, Generation(0)),
            Err(error) => reply.error(error),
        }
    }

    fn create(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _flags: i32,
        reply: ReplyCreate,
    ) {
        match self.add(parent, name, mode & !umask, false) {
            Ok(attr) => {
                let (handle, flags) = (FileHandle(0), FopenFlags::empty());
                reply.created(&KEPT_FOR, &attr, Generation(0), handle, flags);
            }
            Err(error) => reply.error(error),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        done(reply, self.with(|disk| disk.remove(parent.0, name).map(|_| ())));
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let is_empty = self.with(|disk| {
            let ino = disk.folder(parent.0)?.get(name).copied()?;
            Some(disk.folder(ino)?.is_empty())
        });
        match is_empty {
            Some(false) => reply.error(Errno::ENOTEMPTY),
            _ => done(reply, self.with(|disk| disk.remove(parent.0, name).map(|_| ()))),
        }
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        newparent: INodeNo,
        newname: &OsStr,
        _flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        done(reply, self.with(|disk| disk.rename((parent.0, name), (newparent.0, newname))));
    }

    fn link(
        &self,
        _: &Request,
        ino: INodeNo,
        newparent: INodeNo,
        newname: &OsStr,
        reply: ReplyEntry,
    ) {
        let linked = self.with(|disk| disk.link(ino.0, newparent.0, newname));
        match linked.and_then(|()| self.find_attr(ino.0)) {
            Some(attr) => reply.entry(&KEPT_FOR, &attr, Generation(0)),
            None => reply.error(Errno::EEXIST),
        }
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        _fh: FileHandle,
        offset: u64,
        size: u32,
        _flags: OpenFlags,
        _lock_owner: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let read = self.with(|disk| {
            let data = &disk.file(ino.0)?.data;
            let start = data.len().min(offset as usize);
            Some(data[start..data.len().min(start + size as usize)].to_vec())
        });
        match read {
            Some(bytes) => reply.data(&bytes),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        _fh: FileHandle,
        offset: u64,
        data: &[u8],
        _write_flags: WriteFlags,
        _flags: OpenFlags,
        _lock_owner: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        if let Some(error) = self.refusal() {
            return reply.error(error);
        }
        match self.with(|disk| disk.write(ino.0, offset as usize, data)) {
            Some(()) => reply.written(data.len() as u32),
            None => reply.error(Errno::ENOENT),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn fsync(&self, _: &Request, ino: INodeNo, _: FileHandle, _datasync: bool, reply: ReplyEmpty) {
        self.sync(ino, reply);
    }

    fn fsyncdir(&self, _: &Request, ino: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.sync(ino, reply);
    }

    fn readdir(
        &self,
        _: &Request,
        ino: INodeNo,
        _fh: FileHandle,
        offset: u64,
        mut reply: ReplyDirectory,
    ) {
        let entries = self.with(|disk| {
            let entries = disk.folder(ino.0)?.iter();
            let entries = entries.map(|(name, ino)| {
                let is_folder = disk.folder(*ino).is_some();
                let kind = if is_folder { FileType::Directory } else { FileType::RegularFile };
                (*ino, kind, name.clone())
            });
            Some(entries.collect::<Vec<_>>())
        });
        let Some(entries) = entries else { return reply.error(Errno::ENOENT) };
        let dots =
            [(ino.0, FileType::Directory, ".".into()), (1, FileType::Directory, "..".into())];
        let all = dots.into_iter().chain(entries).enumerate().skip(offset as usize);
        for (place, (ino, kind, name)) in all {
            if reply.add(INodeNo(ino), place as u64 + 1, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn access(&self, _: &Request, _: INodeNo, _: AccessFlags, reply: ReplyEmpty) {
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        let blocks = 64 << 20;
        reply.statfs(blocks, blocks, blocks, 1 << 20, 1 << 20, 4096, 255, 4096);
    }
}
