//! Something that has no order of its own, kept with the commit that it is of.

use crate::domain::CommitNumber;

/// A value that facts and pages tell of. A fact tells of its commit; a page of at least its own, but
/// it may be older than a fact of the same number, which is part of a commit's only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamped<T> {
    value: T,
    at: CommitNumber,
}

impl<T> Stamped<T> {
    pub fn new(value: T, at: CommitNumber) -> Self {
        Self { value, at }
    }

    pub fn get(&self) -> &T {
        &self.value
    }

    /// From the socket. Whether it is taken.
    pub fn hear(&mut self, value: T, at: CommitNumber) -> bool {
        let is_newer = self.at <= at;
        if is_newer {
            *self = Self { value, at };
        }
        is_newer
    }

    /// From a page. Whether it is taken.
    pub fn merge(&mut self, value: T, at: CommitNumber) -> bool {
        self.at < at && self.hear(value, at)
    }

    /// Another history begins: whatever is told next is newer.
    pub fn forget_age(&mut self) {
        self.at = CommitNumber::default();
    }
}
