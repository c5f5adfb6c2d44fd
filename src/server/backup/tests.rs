use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::key::SEALING_BYTES;
use super::sealed_writer::{CHUNK_BYTES, HEAD_BYTES, MAGIC, TAG_BYTES};
use super::*;
use crate::domain::{ConversationId, FullName, Username};
use crate::server::db::{NewMessage, NewUser, Store, StoreOptions};
use crate::server::seal::Keyring;
use crate::server::settings::Secrets;

fn key() -> SealingKey {
    SealingKey::Key(Zeroizing::new([3; 32]))
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut writer = SealedWriter::new(vec![], &key()).unwrap();
    bytes.chunks(1_000).for_each(|some| writer.write(some).unwrap());
    writer.finish().unwrap()
}

/// All parts of a sealed file, or the first error.
fn opened(file: &[u8], key: &SealingKey) -> Result<Vec<Part>, BackupError> {
    let mut reader = SealedReader::new(Cursor::new(file), Path::new("a file"), key)?;
    let mut parts = vec![];
    while !reader.is_at_end() {
        parts.push(reader.next()?);
    }
    Ok(parts)
}

fn items(count: usize) -> Vec<Part> {
    (0..count).map(|number| Part::Item(vec![number as u8; 1_000])).collect()
}

fn bytes(parts: &[Part]) -> Vec<u8> {
    parts.iter().flat_map(Part::to_bytes).collect()
}

#[test]
fn what_was_sealed_opens_whatever_its_length() {
    for count in [1, 65, 66, 200] {
        assert_eq!(
            opened(&sealed(&bytes(&items(count))), &key()).unwrap(),
            items(count),
            "{count}"
        );
    }
    // Just full chunks.
    for length in [CHUNK_BYTES - 5, 2 * CHUNK_BYTES - 5] {
        let part = vec![Part::Item(vec![7; length])];
        let file = sealed(&bytes(&part));
        assert_eq!((file.len() - HEAD_BYTES) % (CHUNK_BYTES + TAG_BYTES), 0);
        assert_eq!(opened(&file, &key()).unwrap(), part);
    }
}

#[test]
fn a_file_that_is_cut_anywhere_does_not_open() {
    let whole = sealed(&bytes(&items(200)));
    let chunk = CHUNK_BYTES + TAG_BYTES;
    let ends = (0..whole.len()).step_by(4_999);
    for end in ends.chain([1, 14, HEAD_BYTES - 1, HEAD_BYTES, HEAD_BYTES + 1, whole.len() - 1]) {
        assert!(opened(&whole[..end], &key()).is_err(), "{end}");
    }
    for chunks in 1..=3 {
        let cut = opened(&whole[..HEAD_BYTES + chunks * chunk], &key());
        assert!(matches!(cut, Err(BackupError::CutShort)), "{cut:?}");
    }
}

#[test]
fn a_file_that_is_altered_anywhere_does_not_open() {
    let whole = sealed(&bytes(&items(140)));
    for at in (0..whole.len()).step_by(997).chain(0..HEAD_BYTES + 20).chain([whole.len() - 1]) {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        assert!(opened(&altered, &key()).is_err(), "{at}");
    }
    let chunk = CHUNK_BYTES + TAG_BYTES;
    let (head, body) = whole.split_at(HEAD_BYTES);
    let moved = [head, &body[chunk..2 * chunk], &body[..chunk], &body[2 * chunk..]].concat();
    let left_out = [head, &body[chunk..]].concat();
    let added = [&whole[..], &body[..chunk]].concat();
    for wrong in [moved, left_out, added, [&whole[..], b"x"].concat()] {
        assert!(opened(&wrong, &key()).is_err());
    }
}

#[test]
fn another_key_is_told_from_a_damaged_file() {
    let file = sealed(&bytes(&items(3)));
    let other = SealingKey::Key(Zeroizing::new([4; 32]));
    assert!(matches!(opened(&file, &other), Err(BackupError::WrongKey)));
    let passphrase = |text: &str| SealingKey::Passphrase(Zeroizing::new(text.into()));
    assert!(matches!(opened(&file, &passphrase("x")), Err(BackupError::NeedsKey)));
    let mut writer = SealedWriter::new(vec![], &passphrase("seven quiet rivers")).unwrap();
    writer.write(&bytes(&items(3))).unwrap();
    let file = writer.finish().unwrap();
    assert_eq!(opened(&file, &passphrase("seven quiet rivers")).unwrap(), items(3));
    let wrong = opened(&file, &passphrase("seven quiet river"));
    assert!(matches!(wrong, Err(BackupError::WrongPassphrase)));
    assert!(matches!(opened(&file, &key()), Err(BackupError::NeedsPassphrase)));
    // One who may write the head must not have us take all memory.
    let mut greedy = file;
    greedy[MAGIC.len() + 2..MAGIC.len() + 6].fill(0xFF);
    assert!(matches!(opened(&greedy, &passphrase("x")), Err(BackupError::Damaged)));
    assert_eq!(HEAD_BYTES, MAGIC.len() + 1 + SEALING_BYTES + 19);
}

#[test]
fn what_is_no_backup_or_a_newer_one_is_said() {
    for text in [&b""[..], b"hello", &[0; 500], b"natter back"] {
        assert!(matches!(opened(text, &key()), Err(BackupError::NotABackup)), "{text:?}");
    }
    let mut newer = sealed(&bytes(&items(1)));
    newer[MAGIC.len()] = 2;
    assert!(matches!(opened(&newer, &key()), Err(BackupError::TooNew)));
    assert!(matches!(opened(&sealed(b"Z\0\0\0\0"), &key()), Err(BackupError::TooNew)));
    let long = opened(&sealed(b"I\xFF\xFF\xFF\xFF"), &key());
    assert!(matches!(long, Err(BackupError::Damaged)));
}

/// A server's data with something in it, and a backup of it.
struct Made {
    folder: TempDir,
    secrets: Secrets,
}

impl Made {
    async fn new(messages: usize) -> Self {
        let folder = TempDir::new().unwrap();
        let secrets = Secrets {
            jwt_secret: b"0123456789012345678901234567890123456789".to_vec().into(),
            master_key: Zeroizing::new([9; 32]),
        };
        let made = Self { folder, secrets };
        let store = made.open(&made.path("data")).await;
        let mut ids = vec![];
        for name in ["ana", "bo"] {
            let user = NewUser {
                username: Username::parse(name).unwrap(),
                email: None,
                full_name: FullName::parse(name).unwrap(),
                password_hash: "$argon2id$…".into(),
                invite: None,
                recovery_codes: vec![],
            };
            ids.push(store.insert_user(user).await.unwrap().id);
        }
        let talk = ConversationId::of_pair(ids[0], ids[1]);
        store.ensure_conversation(talk.clone(), vec![7; 73], 1).await.unwrap();
        for number in 0..messages {
            let new = NewMessage {
                conversation: talk.clone(),
                sender: ids[number % 2],
                client_id: crate::domain::ClientId::random(),
                sealed: vec![number as u8; 500],
                key_version: 1,
            };
            store.write_message(new).await.unwrap();
        }
        store.close().await;
        made
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn open(&self, data: &Path) -> Store {
        let url = format!("surrealkv://{}", data.join("database").display());
        let key_check = Keyring::from_master(&self.secrets.master_key).key_check();
        let options = StoreOptions { url, memory_mib: 32 };
        Store::open(options, key_check, mpsc::unbounded_channel().0).await.unwrap()
    }

    async fn back_up(&self, file: &str, force: bool) -> Result<Received, BackupError> {
        let store = self.open(&self.path("data")).await;
        let (output, input) = tokio::io::duplex(4_096);
        let mut pieces = store.read_all().await.unwrap();
        let (path, key) = (self.path(file), key());
        let sending = async {
            let _ = send(&mut pieces, &self.secrets, output).await;
        };
        let (received, ()) = tokio::join!(receive(input, &path, force, &key, |_| ()), sending);
        pieces.close().await.unwrap();
        store.close().await;
        received
    }

    /// What is in the folder that everything is in.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_is_what_was_backed_up() {
    use std::os::unix::fs::PermissionsExt;
    let made = Made::new(30).await;
    let received = made.back_up("a.natter", false).await.unwrap();
    assert_eq!(received.manifest.sections["table/message"].items, 30);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&made.path("a.natter")), 0o600);
    let file = fs::read(made.path("a.natter")).unwrap();
    assert!(!file.windows(3).any(|window| window == b"ana"), "it is readable");

    fs::create_dir(made.path("empty")).unwrap();
    for folder in ["new/data", "empty"] {
        let folder = made.path(folder);
        let restored = restore(&made.path("a.natter"), &key(), &folder, |_| ()).await.unwrap();
        assert_eq!(restored.1, received.manifest);
        let names = fs::read_dir(&folder).unwrap().count();
        assert_eq!(names, 3, "the database, two secrets");
        assert_eq!(mode(&folder.join("master.key")), 0o600);
        assert_eq!(mode(&folder.join("jwt.secret")), 0o600);
        let store = made.open(&folder).await;
        assert_eq!(store.token().number.0, received.header.commit);
        assert_ne!(store.token().epoch, received.header.epoch);
        store.close().await;
    }
    let verified =
        verify(&made.path("a.natter"), &key(), made.folder.path(), |_| ()).await.unwrap();
    assert_eq!(verified.1, received.manifest);
    assert_eq!(made.names(), ["a.natter", "data", "empty", "new"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_replaces_nothing_unless_told_so() {
    let made = Made::new(1).await;
    fs::write(made.path("a.natter"), "something").unwrap();
    let refused = made.back_up("a.natter", false).await;
    assert!(matches!(refused, Err(BackupError::FileExists(_))), "{refused:?}");
    assert_eq!(fs::read(made.path("a.natter")).unwrap(), b"something");
    made.back_up("a.natter", true).await.unwrap();
    assert_eq!(made.names(), ["a.natter", "data"]);
    fs::create_dir(made.path("folder")).unwrap();
    assert!(made.back_up("folder", true).await.is_err());
    assert!(matches!(made.back_up("no/folder", false).await, Err(BackupError::File { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_refused_leaves_nothing_behind() {
    let made = Made::new(300).await;
    made.back_up("whole", false).await.unwrap();
    let whole = fs::read(made.path("whole")).unwrap();
    let mut altered = whole.clone();
    altered[HEAD_BYTES + CHUNK_BYTES + TAG_BYTES + 9] ^= 1;
    for (wrong, key) in [
        (&whole[..whole.len() - 40], key()),
        (&whole[..HEAD_BYTES + CHUNK_BYTES + TAG_BYTES], key()),
        (&altered, key()),
        (&whole, SealingKey::Key(Zeroizing::new([4; 32]))),
        (b"hello", key()),
    ] {
        fs::write(made.path("wrong"), wrong).unwrap();
        let refused = restore(&made.path("wrong"), &key, &made.path("new"), |_| ()).await;
        assert!(refused.is_err());
        assert!(verify(&made.path("wrong"), &key, made.folder.path(), |_| ()).await.is_err());
        assert_eq!(made.names(), ["data", "whole", "wrong"], "{refused:?}");
    }
    let missing = restore(&made.path("none"), &key(), &made.path("new"), |_| ()).await;
    assert!(matches!(missing, Err(BackupError::File { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_in_use_is_not_restored_into() {
    let made = Made::new(1).await;
    made.back_up("a.natter", false).await.unwrap();
    for used in ["data", "a.natter"] {
        let refused = restore(&made.path("a.natter"), &key(), &made.path(used), |_| ()).await;
        assert!(matches!(refused, Err(BackupError::FolderInUse(_))), "{refused:?}");
    }
    assert_eq!(made.names(), ["a.natter", "data"]);
    assert_eq!(made.open(&made.path("data")).await.list_users().len(), 2);
}

#[tokio::test]
async fn what_a_server_says_of_a_failure_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.natter");
    for (parts, expected) in [
        (vec![Part::Interrupted], "has trouble with its database"),
        (vec![Part::Failed("it is gone".into())], "it is gone"),
        (items(2), "ended too early"),
        (vec![Part::Section("table/user".into()), Part::Manifest(Manifest::default())], "damaged"),
    ] {
        let bytes = bytes(&parts);
        let refused = receive(&bytes[..], &path, false, &key(), |_| ()).await.unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
