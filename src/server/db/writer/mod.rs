//! The one task that writes.
//!
//! It takes what is waiting, plans it as one [`Batch`] over the heads, commits that as one
//! transaction, brings the heads up to date, answers everyone, and only then tells of it. While a
//! commit is under way the next batch gathers, so that under load each message gets cheaper.
//!
//! Nothing else writes, so nothing conflicts, and the plan's view of the heads is the truth.

mod batch;
mod copying;
mod lookups;
mod operation;
mod plan;
mod receipts;
mod staged;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

use self::batch::Batch;
use self::lookups::Lookups;
use self::receipts::{Receipt, Receipts};
use super::reading_copy::ReadingCopy;
use super::shared::Shared;
use super::{Change, Commit, DbError, KeyCheck, StoreOptions, opening};
use crate::domain::UnixMillis;
use crate::server::metrics;
use crate::server::planted::{self, Fault};

pub(super) use self::operation::{Operation, Reply};
pub(super) use self::receipts::SeenMove;

/// The most operations of one transaction. With bodies of the greatest length that is some 4 MiB,
/// which fits the smallest write buffer.
const BATCH_MAX: usize = 256;
/// How often it is looked whether a Busy person's time is over, at least and at most.
const LOOK_EVERY: Duration = Duration::from_secs(20);
const TICK: Duration = Duration::from_millis(1);
/// Planted: how long before its commit a message is acknowledged.
const TOO_EARLY_BY: Duration = Duration::from_millis(5);
/// How long to wait before the database is opened again, at first and at most.
const REOPEN_AFTER: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// See the module.
pub(super) struct Writer {
    shared: Arc<Shared>,
    options: StoreOptions,
    key_check: KeyCheck,
    waiting: mpsc::Receiver<Operation>,
    commits: mpsc::UnboundedSender<Commit>,
    receipts: Receipts,
    /// A close was asked for, or nobody is left to ask for anything.
    closing: bool,
    closed: Vec<oneshot::Sender<()>>,
    copies: Vec<Reply<ReadingCopy>>,
}

impl Writer {
    pub fn new(
        shared: Arc<Shared>,
        options: StoreOptions,
        key_check: KeyCheck,
        waiting: mpsc::Receiver<Operation>,
        commits: mpsc::UnboundedSender<Commit>,
    ) -> Self {
        let receipts = Receipts::default();
        Self {
            shared,
            options,
            key_check,
            waiting,
            commits,
            receipts,
            closing: false,
            closed: vec![],
            copies: vec![],
        }
    }

    /// Writes until it is told to close or nobody is left who could ask.
    pub async fn run(mut self) {
        while !self.closing {
            let operations = self.gather().await;
            let is_due = self.receipts.due().is_some_and(|due| due <= Instant::now());
            if !operations.is_empty() || is_due || self.is_something_due() || self.closing {
                self.write(operations).await;
            }
            self.copy_out().await;
        }
        if let Some(engine) = self.shared.close() {
            engine.shut_down().await;
        }
        for done in self.closed {
            let _ = done.send(());
        }
    }

    /// Waits until there is something to write; takes what is there then.
    async fn gather(&mut self) -> Vec<Operation> {
        let mut operations = vec![];
        if !self.is_something_due() {
            let first = match self.next_due() {
                Some(due) => tokio::select! {
                    first = self.waiting.recv() => first,
                    () = sleep_until(due) => return operations,
                },
                None => self.waiting.recv().await,
            };
            match first {
                Some(first) => self.sort_in(first, &mut operations),
                None => self.closing = true,
            }
        }
        while !self.closing && operations.len() < BATCH_MAX {
            match self.waiting.try_recv() {
                Ok(next) => self.sort_in(next, &mut operations),
                Err(_) => break,
            }
        }
        operations
    }

    /// Whether something is to be written that nobody asked for now: somebody's time as Busy is over,
    /// or something that waited is to be released.
    fn is_something_due(&self) -> bool {
        let heads = self.shared.heads();
        heads.next_busy_end().is_some_and(|end| end <= UnixMillis::now())
            || !heads.list_releasable().is_empty()
    }

    /// When to look again though nobody asks for anything.
    fn next_due(&self) -> Option<Instant> {
        let busy_end = self.shared.heads().next_busy_end().map(|end| {
            let left = u64::try_from(end.0.saturating_sub(UnixMillis::now().0)).unwrap_or_default();
            // The clock may be set meanwhile.
            Instant::now() + Duration::from_millis(left).clamp(TICK, LOOK_EVERY)
        });
        self.receipts.due().into_iter().chain(busy_end).min()
    }

    fn sort_in(&mut self, operation: Operation, operations: &mut Vec<Operation>) {
        match operation {
            Operation::MoveSeen(seen_move, reply) => self.receipts.fold_seen(seen_move, reply),
            Operation::MoveDelivered(conversation, user, to, reply) => {
                self.receipts.fold_delivered(conversation, user, to, reply);
            }
            Operation::CopyOut(reply) => self.copies.push(reply),
            Operation::Close(done) => {
                self.closing = true;
                self.closed.push(done);
            }
            operation => operations.push(operation),
        }
    }

    async fn write(&mut self, operations: Vec<Operation>) {
        let receipts = self.receipts.take();
        let lookups = match Lookups::make(&self.shared, &operations, &receipts).await {
            Ok(lookups) => lookups,
            Err(error) => {
                refuse_all(operations, receipts, &error);
                return self.reopen(&error, None).await;
            }
        };
        let size = operations.len() + receipts.len();
        let mut batch = Batch::plan(&self.shared.heads(), &lookups, operations, receipts);
        if planted::is(Fault::AcknowledgeBeforeCommit) {
            self.tell(batch.answer_too_early());
            // A commit is so quick that hardly any kill would fall between.
            sleep(TOO_EARLY_BY).await;
        }
        if let Err(error) = self.commit(&mut batch, size).await {
            let (answers, in_doubt) = batch.into_answers_and_commit();
            answers.into_iter().for_each(|answer| answer(Err(&error)));
            return self.reopen(&error, in_doubt).await;
        }
        let (answers, commit) = batch.into_answers_and_commit();
        answers.into_iter().for_each(|answer| answer(Ok(())));
        self.tell(commit);
    }

    /// Writes the batch, if there is anything in it to write, and brings the heads up to date.
    async fn commit(&self, batch: &mut Batch, size: usize) -> Result<(), DbError> {
        if let Some(writes) = batch.writes.take() {
            let engine = self.shared.engine().await?;
            let started = Instant::now();
            if !engine.commit(batch.number, &writes).await? {
                drop(engine);
                self.renew().await?;
            }
            metrics::committed(started.elapsed(), size);
            batch.apply_to(&mut self.shared.heads_mut());
        }
        Ok(())
    }

    /// Brings all that was committed to disk by a clean shutdown, then opens the database again, for
    /// what cannot be committed once more. Reads wait for it.
    async fn renew(&self) -> Result<(), DbError> {
        if let Some(engine) = self.shared.shut()
            && !engine.shut_down().await
        {
            return Err(DbError::Retryable("the database did not shut down cleanly".into()));
        }
        let (engine, _) = opening::open_engine(&self.options, &self.key_check).await?;
        self.shared.open(engine);
        Ok(())
    }

    fn tell(&self, commit: Option<Commit>) {
        if let Some(commit) = commit {
            let count = |of: fn(&Change) -> bool| {
                commit.changes.iter().filter(|change| of(change)).count() as u64
            };
            metrics::messages(
                count(|change| matches!(change, Change::MessageAppended { .. })),
                count(|change| matches!(change, Change::MessageHeld(_))),
            );
            // Nobody need listen.
            let _ = self.commits.send(commit);
        }
    }

    /// After a commit that was not confirmed the storage engine may stay stopped, and the commit
    /// may yet appear from its log. So the database is opened again, and the heads are read anew;
    /// if the commit is there, it is told of now. What is asked meanwhile is refused.
    async fn reopen(&mut self, cause: &DbError, in_doubt: Option<Commit>) {
        metrics::database_reopened();
        tracing::error!(error = %cause, "a commit was not confirmed; the database is opened again");
        if let Some(engine) = self.shared.shut() {
            engine.shut_down().await;
        }
        let mut pause = REOPEN_AFTER.0;
        while !self.closing {
            match opening::open(&self.options, &self.key_check).await {
                Ok((engine, heads)) => {
                    let newest = heads.commit();
                    *self.shared.heads_mut() = heads;
                    self.shared.open(engine);
                    tracing::info!(commit = newest.0, "the database is open again");
                    return self.tell(in_doubt.filter(|commit| commit.number <= newest));
                }
                Err(error) => tracing::error!(%error, "the database does not open"),
            }
            self.refuse_until(Instant::now() + pause).await;
            pause = (pause * 2).min(REOPEN_AFTER.1);
        }
    }

    async fn refuse_until(&mut self, until: Instant) {
        let error = DbError::Retryable("the database is being opened again".into());
        while !self.closing {
            tokio::select! {
                operation = self.waiting.recv() => match operation {
                    Some(Operation::Close(done)) => {
                        self.closing = true;
                        self.closed.push(done);
                    }
                    Some(operation) => operation.refuse(&error),
                    None => self.closing = true,
                },
                () = sleep_until(until) => return,
            }
        }
    }
}

fn refuse_all(operations: Vec<Operation>, receipts: Vec<Receipt>, error: &DbError) {
    operations.into_iter().for_each(|operation| operation.refuse(error));
    receipts.into_iter().for_each(|receipt| receipt.refuse(error));
}
