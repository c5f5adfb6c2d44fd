//! The log cut into rows: which message begins a day, and which a group.

use crate::ui::clock::{Clock, DayLabel};
use crate::ui::live::{LineKey, Log};

/// A message and what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub key: LineKey,
    /// The divider above it, if it is its day's first.
    pub day: Option<DayLabel>,
    /// It does not follow another one of the same person closely.
    pub begins_group: bool,
}

/// Messages of one person within this time stand close together.
const GROUP_MS: i64 = 5 * 60 * 1000;

/// The rows of a log, oldest first.
pub fn rows(log: &Log, clock: Clock) -> Vec<Row> {
    let mut before = None;
    let row = |line: &crate::ui::live::LogLine| {
        let day = clock.parts(line.at).day_number();
        let (new_day, begins_group) = match before {
            None => (true, true),
            Some((last_day, mine, at)) => {
                let new_day = day != last_day;
                (new_day, new_day || mine != line.mine || line.at.0 - at > GROUP_MS)
            }
        };
        before = Some((day, line.mine, line.at.0));
        let day = new_day.then(|| clock.format_day(line.at));
        Row { key: line.key, day, begins_group }
    };
    log.lines.iter().map(row).collect()
}
