//! How long to wait before trying again.

/// The shortest wait.
const FLOOR_MS: u32 = 500;
/// The first ceiling; each further attempt doubles it.
const FIRST_CEILING_MS: u32 = 1_000;
/// The highest ceiling.
const CEILING_MS: u32 = 30_000;

/// Exponential backoff with full jitter, so that the tabs of a whole house do not come back in one
/// instant when their server does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next wait in milliseconds, anywhere from half a second to a ceiling that doubles each
    /// time, up to half a minute. `random` is in `0.0..1.0`.
    pub fn next(&mut self, random: f64) -> u32 {
        let ceiling = CEILING_MS.min(FIRST_CEILING_MS << self.failures.min(10));
        self.failures = self.failures.saturating_add(1);
        let spread = f64::from(ceiling - FLOOR_MS);
        FLOOR_MS + (spread * random.clamp(0.0, 1.0)) as u32
    }

    /// It went well: the next wait is a short one.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_half_a_second_to_half_a_minute() {
        let mut backoff = Backoff::default();
        let longest: Vec<u32> = (0..8).map(|_| backoff.next(1.0)).collect();
        assert_eq!(longest, [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
        assert_eq!(backoff.next(0.0), 500);
    }

    #[test]
    fn waits_stay_bounded_however_often_it_fails() {
        let mut backoff = Backoff { failures: u32::MAX };
        assert_eq!(backoff.next(0.999_999), 29_999);
    }

    #[test]
    fn a_success_makes_the_next_wait_short() {
        let mut backoff = Backoff::default();
        for _ in 0..5 {
            backoff.next(0.5);
        }
        backoff.reset();
        assert!(backoff.next(0.999) < 1_000);
    }
}
