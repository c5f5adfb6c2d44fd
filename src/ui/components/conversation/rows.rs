//! The log cut into rows: which message begins a day, and which a group.

use crate::domain::ClientId;
use crate::ui::clock::Clock;
use crate::ui::components::common::EntryKey;
use crate::ui::live::{LineKey, Log, LogLine};

/// A message and how it stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub key: LineKey,
    /// It is its day's first: the day is named above it.
    pub begins_day: bool,
    /// It does not follow another one of the same person closely.
    pub begins_group: bool,
}

/// Messages of one person within this time stand close together.
const GROUP_MS: i64 = 5 * 60 * 1000;

const MINE: u8 = 1;
const BEGINS_DAY: u8 = 2;
const BEGINS_GROUP: u8 = 4;

/// The rows of a log, oldest first.
pub fn rows(log: &Log, clock: Clock) -> Vec<Row> {
    let mut before = None;
    let row = |line: &LogLine| {
        let day = clock.parts(line.at).day_number();
        let (begins_day, begins_group) = match before {
            None => (true, true),
            Some((last_day, mine, at)) => {
                let begins_day = day != last_day;
                (begins_day, begins_day || mine != line.mine || line.at.0 - at > GROUP_MS)
            }
        };
        before = Some((day, line.mine, line.at.0));
        Row { key: line.key, begins_day, begins_group }
    };
    log.lines.iter().map(row).collect()
}

impl From<Row> for EntryKey {
    fn from(row: Row) -> Self {
        let bit = |holds, bit| if holds { bit } else { 0 };
        Self {
            id: row.key.client_id.as_uuid().as_u128(),
            form: bit(row.key.mine, MINE)
                | bit(row.begins_day, BEGINS_DAY)
                | bit(row.begins_group, BEGINS_GROUP),
        }
    }
}

impl From<EntryKey> for Row {
    fn from(EntryKey { id, form }: EntryKey) -> Self {
        let has = |bit| form & bit != 0;
        Self {
            key: LineKey { mine: has(MINE), client_id: ClientId::from(uuid::Uuid::from_u128(id)) },
            begins_day: has(BEGINS_DAY),
            begins_group: has(BEGINS_GROUP),
        }
    }
}
