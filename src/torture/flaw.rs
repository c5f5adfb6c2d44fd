//! What can be found wrong.

use std::fmt;

use super::person::Trouble;

/// Which promise was looked after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// What was acknowledged is there.
    Lost,
    /// Each message is there once.
    Doubled,
    /// It is where it was said to be, and says what was sent.
    Moved,
    /// Nothing is there that nobody sent.
    Foreign,
    /// What one tab wrote is in the order in which it wrote.
    Order,
    /// A conversation's numbers are dense, its times do not go back.
    Numbers,
    /// A tab that is up to date is told of one thing after the other.
    Hole,
    /// A tab holds what a fresh page shows.
    Stale,
    /// Unseen are the others' messages after the cursor, counted afresh.
    Unseen,
    /// Cursors move forward, and only where somebody moved them.
    Cursor,
    /// Nothing from others reaches the Busy, and what is taken back is gone.
    Leaked,
    /// What people write cannot be read from the data folder.
    Readable,
    /// An ended session ends its connections.
    Session,
    /// Nobody is refused for good what is right.
    Refused,
    /// It says how it is.
    Health,
    /// It goes on by itself.
    Stuck,
}

/// Something that is wrong.
#[derive(Clone, Debug)]
pub struct Flaw {
    pub check: Check,
    text: String,
}

impl Flaw {
    /// The server, which runs and whose way is clear, does not answer as it must: above all it may not
    /// know somebody any more whom it let in.
    pub fn of_answer(trouble: &Trouble) -> Self {
        let status = trouble.downcast_ref::<reqwest::Error>().and_then(reqwest::Error::status);
        let check = match status {
            Some(reqwest::StatusCode::UNAUTHORIZED) => Check::Lost,
            _ => Check::Stuck,
        };
        Self::new(check, trouble.to_string())
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn new(check: Check, text: impl Into<String>) -> Self {
        Self { check, text: text.into() }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.check, self.text)
    }
}
