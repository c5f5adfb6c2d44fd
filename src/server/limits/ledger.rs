//! Failures, and how long they make one wait. Pure: the time is given.

use std::collections::HashMap;
use std::time::Duration;

/// So many are kept one by one. When there are more, those with the fewest failures are forgotten.
const ENTRIES_MAX: usize = 50_000;
/// The wait that follows the last of the free failures; each further one doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// 2^20 seconds are longer than any wait may be.
const DOUBLINGS_MAX: u32 = 20;

/// How failures weigh.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    /// After so many the next try has to wait.
    pub free: u32,
    /// One is forgiven each time that so much has passed.
    pub forgiven_every: Duration,
    pub wait_max: Duration,
}

/// Counts failures by key. Times are since any one moment.
pub(super) struct Ledger {
    rule: Rule,
    entries: HashMap<u64, Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    failures: u32,
    /// Up to when failures were forgiven.
    forgiven_at: Duration,
    open_from: Duration,
}

/// A try that was counted as a failure, to be taken back if it was none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    key: u64,
    open_before: Duration,
    open_from: Duration,
}

impl Ledger {
    pub(super) fn new(rule: Rule) -> Self {
        Self { rule, entries: HashMap::new() }
    }

    /// Whether one may try now. The error is how long to wait.
    pub(super) fn check(&self, key: u64, now: Duration) -> Result<(), Duration> {
        let open_from = self.entries.get(&key).map_or(Duration::ZERO, |entry| entry.open_from);
        if open_from > now { Err(open_from - now) } else { Ok(()) }
    }

    /// Counts a try as a failure before it is known to be one: of many at the same time each counts
    /// for the next.
    pub(super) fn count(&mut self, key: u64, now: Duration) -> Counted {
        if self.entries.len() >= ENTRIES_MAX && !self.entries.contains_key(&key) {
            self.make_room(now);
        }
        let rule = self.rule;
        let entry = self.entries.entry(key).or_default();
        entry.forgive(&rule, now);
        entry.failures = entry.failures.saturating_add(1);
        let open_before = entry.open_from;
        if let Some(doublings) = entry.failures.checked_sub(rule.free) {
            let wait = FIRST_WAIT * (1 << doublings.min(DOUBLINGS_MAX));
            entry.open_from = now + wait.min(rule.wait_max);
        }
        Counted { key, open_before, open_from: entry.open_from }
    }

    /// It was no failure. Those before it stay.
    pub(super) fn take_back(&mut self, counted: Counted) {
        let Some(entry) = self.entries.get_mut(&counted.key) else { return };
        entry.failures = entry.failures.saturating_sub(1);
        if entry.open_from == counted.open_from {
            entry.open_from = counted.open_before;
        }
        if entry.failures == 0 {
            self.entries.remove(&counted.key);
        }
    }

    /// It was no failure, and those before it are forgotten.
    pub(super) fn clear(&mut self, counted: Counted) {
        self.entries.remove(&counted.key);
    }

    fn make_room(&mut self, now: Duration) {
        let rule = self.rule;
        self.entries.retain(|_, entry| {
            entry.forgive(&rule, now);
            entry.failures > 0
        });
        if self.entries.len() < ENTRIES_MAX {
            return;
        }
        // Whoever fills the table with single failures drives out single failures.
        let mut ranks: Vec<_> = self.entries.values().map(Entry::rank).collect();
        let (_, bound, _) = ranks.select_nth_unstable(ENTRIES_MAX / 4);
        let bound = *bound;
        self.entries.retain(|_, entry| entry.rank() > bound);
    }
}

impl Entry {
    fn forgive(&mut self, rule: &Rule, now: Duration) {
        if self.failures == 0 {
            self.forgiven_at = now;
        }
        let past = now.saturating_sub(self.forgiven_at);
        let times = past.as_millis() / rule.forgiven_every.as_millis();
        let times = u32::try_from(times).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_sub(times);
        self.forgiven_at += rule.forgiven_every.saturating_mul(times);
        if self.failures == 0 {
            self.forgiven_at = now;
        }
    }

    /// What is forgotten first has the lowest.
    fn rank(&self) -> (u32, Duration) {
        (self.failures, self.forgiven_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: Rule = Rule {
        free: 5,
        forgiven_every: Duration::from_secs(600),
        wait_max: Duration::from_secs(300),
    };

    fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn after_five_failures_each_try_has_to_wait_twice_as_long() {
        let (mut ledger, mut now) = (Ledger::new(RULE), secs(0));
        for _ in 0..5 {
            assert_eq!(ledger.check(7, now), Ok(()));
            ledger.count(7, now);
        }
        for expected in [1, 2, 4, 8, 16, 32, 64, 128, 256] {
            let wait = ledger.check(7, now).unwrap_err();
            assert_eq!(wait, secs(expected));
            assert!(ledger.check(7, now + wait - Duration::from_millis(1)).is_err());
            now += wait;
            assert_eq!(ledger.check(7, now), Ok(()));
            ledger.count(7, now);
        }
        assert_eq!(ledger.check(7, now), Err(RULE.wait_max), "and it grows no further");
        assert_eq!(ledger.check(8, now), Ok(()), "others are not held up");
    }

    #[test]
    fn what_was_no_failure_leaves_everything_as_it_was() {
        let mut ledger = Ledger::new(RULE);
        for _ in 0..4 {
            ledger.count(7, secs(0));
        }
        let counted = ledger.count(7, secs(0));
        assert!(ledger.check(7, secs(0)).is_err());
        ledger.take_back(counted);
        assert_eq!(ledger.check(7, secs(0)), Ok(()));
        assert_eq!(ledger.entries[&7].failures, 4);
        let counted = ledger.count(7, secs(0));
        ledger.clear(counted);
        assert!(ledger.entries.is_empty());
    }

    #[test]
    fn many_tries_at_once_are_counted_before_the_first_is_over() {
        let mut ledger = Ledger::new(RULE);
        let mut begun = 0;
        for _ in 0..100 {
            if ledger.check(7, secs(0)).is_ok() {
                ledger.count(7, secs(0));
                begun += 1;
            }
        }
        assert_eq!(begun, 5);
    }

    #[test]
    fn failures_are_forgiven_with_time() {
        let mut ledger = Ledger::new(RULE);
        for _ in 0..7 {
            ledger.count(7, secs(0));
        }
        ledger.count(7, secs(3 * 600));
        assert_eq!(ledger.entries[&7].failures, 5);
        ledger.count(7, secs(30 * 600));
        assert_eq!(ledger.entries[&7].failures, 1);
    }

    #[test]
    fn a_flood_of_names_is_kept_in_bounded_memory_and_drives_out_nobody_who_failed_often() {
        let mut ledger = Ledger::new(RULE);
        for _ in 0..9 {
            ledger.count(u64::MAX, secs(0));
        }
        for key in 0..200_000 {
            ledger.count(key, Duration::from_millis(key));
            assert!(ledger.entries.len() <= ENTRIES_MAX);
        }
        assert!(ledger.check(u64::MAX, secs(10)).is_err());
    }
}
