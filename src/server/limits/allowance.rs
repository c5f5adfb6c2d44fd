//! How often something may be done, counted for each of many, in bounded memory.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

/// So many are counted one by one; a flood from more of them shares one count.
const KEYS_MAX: usize = 20_000;
/// How many times one's share the rest has together, once there are too many.
const CROWD_SHARE: u32 = 10;

/// Counts by key. Each may do as much as the quota says; one that has rested for long enough is
/// forgotten, and has all of it again.
pub(super) struct Allowance<K: Hash + Eq + Clone> {
    by_key: DefaultKeyedRateLimiter<K>,
    crowd: DefaultDirectRateLimiter,
    clock: DefaultClock,
    started: Instant,
    /// The second in which those who rest were last looked for: with a full table that would
    /// otherwise be a walk through all of it for each request of a flood.
    cleared: AtomicU64,
}

impl<K: Hash + Eq + Clone> Allowance<K> {
    /// Nothing is counted yet.
    pub(super) fn new(each: Quota) -> Self {
        let crowd = each.burst_size().saturating_mul(CROWD_SHARE.try_into().expect("not zero"));
        let together = Quota::with_period(each.replenish_interval() / CROWD_SHARE);
        Self {
            by_key: RateLimiter::keyed(each),
            crowd: RateLimiter::direct(together.unwrap_or(each).allow_burst(crowd)),
            clock: DefaultClock::default(),
            started: Instant::now(),
            cleared: AtomicU64::new(0),
        }
    }

    /// Counts one for this key. The error is how many seconds to wait.
    pub(super) fn count(&self, key: &K) -> Result<(), u32> {
        let counted = if self.is_full() { self.crowd.check() } else { self.by_key.check_key(key) };
        counted.map_err(|until| self.secs_until(&until))
    }

    fn is_full(&self) -> bool {
        if self.by_key.len() < KEYS_MAX {
            return false;
        }
        let second = self.started.elapsed().as_secs() + 1;
        if self.cleared.swap(second, Ordering::Relaxed) != second {
            self.by_key.retain_recent();
        }
        self.by_key.len() >= KEYS_MAX
    }

    fn secs_until(&self, until: &NotUntil<<DefaultClock as Clock>::Instant>) -> u32 {
        let wait = until.wait_time_from(self.clock.now());
        u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn allowance(per_minute: u32) -> Allowance<u32> {
        Allowance::new(Quota::per_minute(NonZeroU32::new(per_minute).unwrap()))
    }

    #[test]
    fn one_who_does_it_too_often_is_told_when_to_come_back_and_others_are_not_held_up() {
        let allowance = allowance(2);
        assert!(allowance.count(&1).is_ok() && allowance.count(&1).is_ok());
        let wait = allowance.count(&1).unwrap_err();
        assert!((1..=31).contains(&wait), "{wait}");
        assert!(allowance.count(&2).is_ok());
    }

    #[test]
    fn a_flood_of_many_is_not_kept_one_by_one() {
        let allowance = allowance(1);
        let refused = (0..30_000).filter(|key| allowance.count(key).is_err()).count();
        assert!(allowance.by_key.len() <= KEYS_MAX);
        assert!(refused >= 9_000, "{refused} refused");
    }
}
