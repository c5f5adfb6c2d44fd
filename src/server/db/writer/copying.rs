//! Copying the database between two batches, for somebody who reads all of it.
//!
//! A copy of files is of one commit only while the database is closed. That takes as long as bringing
//! the write buffer to disk; reads wait meanwhile, and writes gather. The reading itself then concerns
//! neither this database nor this task, however long it takes.

use super::{Operation, Reply, Writer};
use crate::server::db::reading_copy::ReadingCopy;
use crate::server::db::{DbError, opening};

impl Writer {
    /// Makes the copies that were asked for.
    pub(super) async fn copy_out(&mut self) {
        for reply in std::mem::take(&mut self.copies) {
            if self.closing || self.options.folder().is_none() {
                Operation::CopyOut(reply).refuse(&DbError::NotFound);
                continue;
            }
            self.copy_and_answer(reply).await;
        }
    }

    async fn copy_and_answer(&mut self, reply: Reply<ReadingCopy>) {
        let copied = self.close_and_copy().await;
        match opening::open_engine(&self.options, &self.key_check).await {
            Ok((engine, _)) => self.shared.open(engine),
            Err(error) => self.reopen(&error, None).await,
        }
        // Nobody may wait any more: then the copy is deleted here.
        let _ = reply.send(copied);
    }

    async fn close_and_copy(&self) -> Result<ReadingCopy, DbError> {
        let retryable = |cause: String| DbError::Retryable(cause);
        if let Some(engine) = self.shared.shut()
            && !engine.shut_down().await
        {
            return Err(retryable("the database did not shut down cleanly".into()));
        }
        let folder = self.options.folder().ok_or(DbError::NotFound)?.to_owned();
        let copying = tokio::task::spawn_blocking(move || ReadingCopy::make(&folder));
        let copied = copying.await.map_err(|error| retryable(error.to_string()))?;
        copied
            .map_err(|error| DbError::Unusable(format!("it cannot be copied for reading: {error}")))
    }
}
