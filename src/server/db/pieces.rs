//! Everything that a database holds at one commit, in pieces: what a backup is made of.
//!
//! A task of its own reads it (see [`Snapshot`]) and is never more than a few pieces ahead of who takes
//! them. What a running server has is read from a copy ([`ReadingCopy`]): so nothing is in the way of
//! the one writer, however long the reading takes, and a database may be shut down and opened again
//! meanwhile.

use std::collections::BTreeMap;
use std::sync::Arc;

use surrealdb::types::{RecordIdKey, Value, Variables};
use tokio::sync::mpsc;

use super::engine::Engine;
use super::meta::{self, Meta};
use super::reading_copy::ReadingCopy;
use super::record::Record;
use super::snapshot::Snapshot;
use super::writer::Operation;
use super::{DbError, KeyCheck, Store, StoreOptions, migrations, stored_value};
use crate::domain::CommitNumber;

/// Pages that are read ahead.
const AHEAD: usize = 2;

/// What a database is at one commit, but for its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Which migrations its rows have been through.
    pub schema: u32,
    pub epoch: String,
    /// The newest commit that is in it.
    pub commit: CommitNumber,
    pub key_check: KeyCheck,
}

/// A part of what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// The first.
    Cut(Cut),
    /// Begins a table, which may be empty.
    Table(String),
    /// Rows of that table, in the order of their ids. They are written in a form that is the database
    /// layer's own, the same for the same row.
    Rows(Vec<Vec<u8>>),
    /// The last: there is nothing else.
    End,
}

/// See the module.
pub struct Pieces {
    receiver: Receiver,
    engine: Arc<Engine>,
    /// Deleted when nothing is left to be read. After the engine, as fields are dropped in this order.
    _copy: Option<ReadingCopy>,
}

impl Pieces {
    /// The next one.
    ///
    /// # Errors
    /// [`DbError::Retryable`] if the database was shut down meanwhile: to be begun anew.
    pub async fn next(&mut self) -> Result<Piece, DbError> {
        let gone = || DbError::Retryable("the reading was given up".into());
        self.receiver.recv().await.unwrap_or_else(|| Err(gone()))
    }

    /// Closes the database or the copy of it that was opened for this.
    ///
    /// # Errors
    /// [`DbError::Retryable`] if it does not shut down cleanly.
    pub async fn close(self) -> Result<(), DbError> {
        drop(self.receiver);
        let unclean = || DbError::Retryable("the database did not shut down cleanly".into());
        self.engine.shut_down().await.then_some(()).ok_or_else(unclean)
    }
}

impl Store {
    /// Everything that is there now: all that was acknowledged before this was called is in it. The
    /// database is closed for a moment, and opened again.
    ///
    /// # Errors
    /// [`DbError::NotFound`] if nothing is kept on disk; [`DbError::Unusable`] if there is no room.
    pub async fn read_all(&self) -> Result<Pieces, DbError> {
        let copy = self.write(Operation::CopyOut).await?;
        let (receiver, engine) = open(&copy.options(), None).await?;
        Ok(Pieces { receiver, engine, _copy: Some(copy) })
    }
}

/// Everything in a database that nobody has open. It is read as it is: its schema is not brought
/// forward.
///
/// # Errors
/// [`DbError::NotFound`] if there is none; those of [`Store::open`].
pub async fn read_closed(options: &StoreOptions, key_check: &KeyCheck) -> Result<Pieces, DbError> {
    let (receiver, engine) = open(options, Some(key_check)).await?;
    Ok(Pieces { receiver, engine, _copy: None })
}

type Receiver = mpsc::Receiver<Result<Piece, DbError>>;

async fn open(
    options: &StoreOptions,
    key_check: Option<&KeyCheck>,
) -> Result<(Receiver, Arc<Engine>), DbError> {
    let folder = options.folder().ok_or(DbError::NotFound)?;
    if std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none()) {
        return Err(DbError::NotFound);
    }
    let engine = Engine::open(options).await?;
    let begin = async {
        let schema = meta::find_schema(&engine).await?.ok_or(DbError::NotFound)?;
        if schema > migrations::NEWEST {
            return Err(DbError::TooNew { found: schema, known: migrations::NEWEST });
        }
        let meta = meta::get(&engine).await?;
        if key_check.is_some_and(|check| meta.key_check.as_ref() != check.current) {
            return Err(DbError::WrongKey);
        }
        engine.begin(&meta).await?;
        read(&engine).await
    };
    match begin.await {
        Ok(receiver) => Ok((receiver, engine)),
        Err(error) => {
            engine.shut_down().await;
            Err(error)
        }
    }
}

/// Keeps nothing of the engine alive once that is closing.
async fn read(engine: &Engine) -> Result<Receiver, DbError> {
    let snapshot = engine.snapshot().await?;
    let closing = engine.closing.clone();
    let (tell, receiver) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let read = tokio::select! {
            read = read_through(&snapshot, &tell) => read,
            () = closing.cancelled() => {
                Err(DbError::Retryable("the database was shut down meanwhile".into()))
            }
        };
        snapshot.end().await;
        if let Err(error) = read {
            // Nobody may be there any more.
            let _ = tell.send(Err(error)).await;
        }
    });
    Ok(receiver)
}

async fn read_through(
    snapshot: &Snapshot,
    tell: &mpsc::Sender<Result<Piece, DbError>>,
) -> Result<(), DbError> {
    let say = async |piece| {
        let gone = |_| DbError::Retryable("nobody takes what is read".into());
        tell.send(Ok(piece)).await.map_err(gone)
    };
    let main: Meta = snapshot.select(meta::MAIN, Variables::new()).await?;
    say(Piece::Cut(Cut {
        schema: main.schema,
        commit: main.commit(),
        key_check: KeyCheck { current: main.key_check.into_inner().to_vec() },
        epoch: main.epoch,
    }))
    .await?;
    let tables: BTreeMap<String, Value> =
        snapshot.select("RETURN (INFO FOR DB).tables", Variables::new()).await?;
    for table in tables.into_keys().filter(|table| table != meta::MetaRecord::TABLE) {
        say(Piece::Table(table.clone())).await?;
        let (mut after, mut read) = (None, 0);
        loop {
            let page = snapshot.page(&table, after).await?;
            let Some(last) = page.last() else { break };
            (after, read) = (Some(key_of(last)?), read + page.len() as u64);
            let rows: Result<_, _> = page.into_iter().map(stored_value::encode).collect();
            say(Piece::Rows(rows?)).await?;
        }
        let there = snapshot.count(&table).await?;
        if read != there {
            let text = format!("of {there} rows in {table} {read} were read");
            return Err(DbError::Unusable(text));
        }
    }
    say(Piece::End).await
}

fn key_of(row: &Value) -> Result<RecordIdKey, DbError> {
    let id = match row {
        Value::Object(fields) => fields.get("id"),
        _ => None,
    };
    match id {
        Some(Value::RecordId(id)) => Ok(id.key.clone()),
        _ => Err(DbError::Unusable("a row has no id".into())),
    }
}
