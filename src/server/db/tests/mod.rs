//! The store as its callers know it, on a database of its own for each test.

mod accounts;
mod backups;

mod busy;
mod crashes;
mod edits;
mod messages;
mod opening;
mod receipts;
mod rows;
mod seen;
mod trouble;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::domain::{
    ClientId, ConversationId, Cursors, Email, FullName, Scope, Seq, UnixMillis, UserId, Username,
};

const FAR: UnixMillis = UnixMillis(i64::MAX / 1_000);

struct Opened {
    store: Store,
    commits: UnboundedReceiver<Commit>,
}

impl Opened {
    /// What was told so far, without waiting for more.
    fn told(&mut self) -> Vec<Change> {
        std::iter::from_fn(|| self.commits.try_recv().ok())
            .flat_map(|commit| commit.changes)
            .collect()
    }

    /// The next thing that is told.
    async fn next_told(&mut self) -> Commit {
        self.commits.recv().await.expect("the writer runs")
    }
}

fn key(byte: u8) -> KeyCheck {
    KeyCheck { current: vec![byte; 32] }
}

async fn try_open(url: String, key_check: KeyCheck) -> Result<Opened, DbError> {
    let (tell, commits) = unbounded_channel();
    let options = StoreOptions { url, memory_mib: 32 };
    Store::open(options, key_check, tell).await.map(|store| Opened { store, commits })
}

async fn open_in_memory() -> Opened {
    try_open("mem://".into(), key(1)).await.unwrap()
}

fn url(folder: &Path) -> String {
    format!("surrealkv://{}", folder.join("database").display())
}

async fn open_at(folder: &Path) -> Opened {
    try_open(url(folder), key(1)).await.unwrap()
}

impl Store {
    /// As [`Store::write_message`], for somebody who is Available.
    async fn append_message(&self, new: NewMessage) -> Result<Appended, DbError> {
        match self.write_message(new).await? {
            Written::Appended(appended) => Ok(appended),
            other => panic!("{other:?}"),
        }
    }
}

fn new_user(username: &str) -> NewUser {
    NewUser {
        username: Username::parse(username).unwrap(),
        email: None,
        full_name: FullName::parse(username).unwrap(),
        password_hash: "$argon2id$…".into(),
        invite: None,
        recovery_codes: vec![],
    }
}

fn new_message(conversation: &ConversationId, sender: UserId) -> NewMessage {
    let client_id = ClientId::random();
    NewMessage {
        conversation: conversation.clone(),
        sender,
        client_id,
        sealed: client_id.as_uuid().as_bytes().to_vec(),
        key_version: 1,
    }
}

/// Two people with a conversation.
struct Pair {
    ana: UserId,
    bo: UserId,
    talk: ConversationId,
}

impl Pair {
    async fn new(store: &Store) -> Self {
        let ana = store.insert_user(new_user("ana")).await.unwrap().id;
        let bo = store.insert_user(new_user("bo")).await.unwrap().id;
        let talk = ConversationId::of_pair(ana, bo);
        store.ensure_conversation(talk.clone(), vec![7; 73], 1).await.unwrap();
        Self { ana, bo, talk }
    }

    async fn send(&self, store: &Store, sender: UserId) -> Appended {
        store.append_message(new_message(&self.talk, sender)).await.unwrap()
    }

    fn cursors(&self, store: &Store, user: UserId) -> Cursors {
        store.find_conversation(&self.talk).unwrap().cursors_of(user).unwrap()
    }

    fn unseen(&self, store: &Store, user: UserId) -> u64 {
        let conversation = store.find_conversation(&self.talk).unwrap();
        conversation.cursors_of(user).unwrap().unseen(conversation.last_seq)
    }
}

/// All messages of a conversation, read from the database.
async fn log(store: &Store, conversation: &ConversationId) -> Vec<MessageRow> {
    store.page_messages(conversation, Seq(u64::MAX), 1_000_000).await.unwrap()
}

/// Everything that can be asked of a store, to be compared.
async fn contents(store: &Store) -> String {
    let mut users = store.list_users();
    users.sort_by_key(|user| user.id);
    let mut told = format!("{:?}", store.token());
    for user in users {
        told += &format!("{user:?} {:?} {:?}", user.password_hash, user.last_seen);
        let mut talks = store.list_conversations(user.id);
        talks.sort_by_key(|talk| talk.id.clone());
        for talk in talks {
            let mut members = talk.members.clone();
            members.sort_by_key(|member| member.user);
            told += &format!("{:?} {:?} {members:?}", talk.wrapped_key, talk.last);
            for message in log(store, &talk.id).await {
                told += &format!("{message:?} {:?} {:?}", message.sealed, message.sent_at);
            }
        }
    }
    told
}
