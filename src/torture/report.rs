//! What came of it, as one table.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::flaw::{Check, Flaw};

/// How the server, or the way to it, is made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// SIGKILL: what was written is there, synced or not.
    Kill,
    /// The power goes: what was not synced may be gone.
    PowerCut,
    /// The disk is full, or fails to write or to sync, for a while.
    FailingDisk,
    /// Connections are cut, half open or stall, at any byte.
    Cut,
    /// SIGSTOP: the server stands still for a while.
    Freeze,
    /// The clock is set forth and back.
    Clock,
    /// Nothing fails: a backup is taken while people write, and restored.
    Backup,
    /// As `PowerCut`, on a disk that stops syncing once there are accounts: planted, to see that it
    /// would be noticed.
    DeafDisk,
}

/// What came of a series of rounds.
pub struct Report {
    pub fault: Fault,
    pub rounds: usize,
    /// How often something was broken.
    pub breaks: usize,
    pub resumes: usize,
    pub acknowledged: usize,
    /// How often somebody was asked to try again later.
    pub refused: usize,
    pub took: Duration,
    /// How the breaks came about, where that differs.
    pub how: BTreeMap<&'static str, usize>,
    /// Empty if the promises were kept.
    pub flaws: Vec<Flaw>,
}

impl Report {
    pub fn new(fault: Fault, rounds: usize, started: Instant, crowd: &Crowd) -> Self {
        Self {
            fault,
            rounds,
            breaks: rounds,
            resumes: crowd.resumes(),
            acknowledged: crowd.acknowledged(),
            refused: crowd.refused(),
            took: started.elapsed(),
            how: BTreeMap::new(),
            flaws: vec![],
        }
    }

    pub fn with(self, flaws: Vec<Flaw>) -> Self {
        Self { flaws, ..self }
    }

    fn count(&self, checks: &[Check]) -> usize {
        self.flaws.iter().filter(|flaw| checks.contains(&flaw.check)).count()
    }
}

/// The heading of the lines that reports are shown as.
pub const HEADING: &str = "fault         rounds  breaks  resumes  acknowledged  again later    lost  doubled  out of order  other   secs";

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lost = self.count(&[Check::Lost]);
        let doubled = self.count(&[Check::Doubled]);
        let order = self.count(&[Check::Order, Check::Moved, Check::Numbers, Check::Hole]);
        write!(
            f,
            "{:<12} {:>7} {:>7} {:>8} {:>13} {:>12} {lost:>7} {doubled:>8} {order:>13} {:>6} {:>6.0}",
            format!("{:?}", self.fault),
            self.rounds,
            self.breaks,
            self.resumes,
            self.acknowledged,
            self.refused,
            self.flaws.len() - lost - doubled - order,
            self.took.as_secs_f64()
        )
    }
}
