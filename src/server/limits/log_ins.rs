//! Tries to log in: a delay that grows with failures, and that nobody can turn against another.
//!
//! What is guessed at is an account's name as it was typed, whether there is such an account or not.
//! Failures count against the pair of that name and where they come from, so that whoever guesses
//! slows down themselves. Those who guess from many places slow down all strangers to that name
//! together; not a browser that was signed in to the account before and shows its device cookie. It
//! is counted for itself, whatever others do, even in its own household.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::household::Household;
use super::ledger::{Counted, Ledger, Rule};
use crate::domain::fold;
use crate::server::auth::DeviceId;

/// For a name from one place.
const PAIR: Rule = Rule {
    free: 5,
    forgiven_every: Duration::from_secs(10 * 60),
    wait_max: Duration::from_secs(5 * 60),
};
/// For a name from wherever strangers come. One household alone cannot come to it.
const ACCOUNT: Rule = Rule {
    free: 30,
    forgiven_every: Duration::from_secs(2 * 60),
    wait_max: Duration::from_secs(5 * 60),
};

/// No name or address is longer; the rest would only cost time.
const LOGIN_MAX_CHARS: usize = 320;

/// Who tries to log in to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Guest {
    /// A browser that was signed in to this very account before.
    Known(DeviceId),
    Stranger(Household),
}

/// Counts failures, in bounded memory, without keeping a name.
pub(super) struct LogIns {
    both: Mutex<Both>,
    /// With a secret of this process: nobody can make two names meet.
    hasher: RandomState,
    started: Instant,
}

struct Both {
    pairs: Ledger,
    accounts: Ledger,
}

/// A try that is under way. It counts as a failure unless something else is said of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Try {
    pair: Counted,
    account: Option<Counted>,
}

impl LogIns {
    pub(super) fn new() -> Self {
        let both = Both { pairs: Ledger::new(PAIR), accounts: Ledger::new(ACCOUNT) };
        Self { both: Mutex::new(both), hasher: RandomState::new(), started: Instant::now() }
    }

    /// Begins a try. The error is how long to wait.
    pub(super) fn begin(&self, login: &str, guest: Guest) -> Result<Try, Duration> {
        self.begin_at(login, guest, self.started.elapsed())
    }

    fn begin_at(&self, login: &str, guest: Guest, now: Duration) -> Result<Try, Duration> {
        let login = login.trim().trim_start_matches('@').chars();
        let name = fold(&login.take(LOGIN_MAX_CHARS).collect::<String>());
        let pair = self.hasher.hash_one((&name, guest));
        let account = matches!(guest, Guest::Stranger(_)).then(|| self.hasher.hash_one(&name));
        let mut both = self.both();
        both.pairs.check(pair, now)?;
        if let Some(account) = account {
            both.accounts.check(account, now)?;
        }
        Ok(Try {
            pair: both.pairs.count(pair, now),
            account: account.map(|account| both.accounts.count(account, now)),
        })
    }

    /// The password was right: what failed from there before is forgotten.
    pub(super) fn succeeded(&self, this: Try) {
        let mut both = self.both();
        both.pairs.clear(this.pair);
        if let Some(account) = this.account {
            both.accounts.take_back(account);
        }
    }

    /// No password was tried.
    pub(super) fn take_back(&self, this: Try) {
        let mut both = self.both();
        both.pairs.take_back(this.pair);
        if let Some(account) = this.account {
            both.accounts.take_back(account);
        }
    }

    fn both(&self) -> MutexGuard<'_, Both> {
        // Each change is whole whatever panics: numbers in a map.
        self.both.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use proptest::prelude::*;

    use super::*;

    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn from(place: u32) -> Guest {
        Guest::Stranger(IpAddr::from(Ipv4Addr::from_bits(place)).into())
    }

    /// Fails as soon as it may, for so long; how often that was.
    fn guess(log_ins: &LogIns, login: &str, guest: Guest, mut now: Duration, end: Duration) -> u32 {
        let mut guesses = 0;
        while now < end {
            match log_ins.begin_at(login, guest, now) {
                Ok(_) => guesses += 1,
                Err(wait) => now += wait,
            }
        }
        guesses
    }

    #[test]
    fn whoever_guesses_slows_down_themselves_and_nobody_else() {
        let log_ins = LogIns::new();
        let guesses = guess(&log_ins, "ana", from(1), Duration::ZERO, HOUR);
        assert!((20..30).contains(&guesses), "{guesses}");
        assert!(log_ins.begin_at("ana", from(1), HOUR - Duration::from_millis(1)).is_err());
        assert!(log_ins.begin_at("ana", from(2), HOUR).is_ok());
        assert!(log_ins.begin_at("bo", from(1), HOUR).is_ok());
    }

    #[test]
    fn one_household_alone_never_slows_an_account_for_others() {
        let log_ins = LogIns::new();
        for day in 0..7 {
            let (begin, end) = (HOUR * 24 * day, HOUR * 24 * (day + 1));
            guess(&log_ins, "ana", from(1), begin, end);
            assert!(log_ins.begin_at("ana", from(2 + day), end).is_ok(), "after day {day}");
        }
    }

    #[test]
    fn a_flood_from_everywhere_keeps_out_strangers_and_not_the_owner() {
        let (log_ins, owner) = (LogIns::new(), Guest::Known(DeviceId::random()));
        let at = Duration::from_secs(9);
        let guesses = (0..10_000).filter(|n| log_ins.begin_at("ana", from(*n), at).is_ok()).count();
        assert_eq!(guesses, 30);
        assert!(log_ins.begin_at("ana", from(20_000), at).is_err());
        let entered = log_ins.begin_at("ana", owner, at).unwrap();
        log_ins.succeeded(entered);
        assert!(log_ins.begin_at("bo", from(20_000), at).is_ok(), "to another account");
    }

    #[test]
    fn guesses_from_the_owners_own_household_do_not_keep_their_browser_out() {
        let (log_ins, owner) = (LogIns::new(), Guest::Known(DeviceId::random()));
        guess(&log_ins, "ana", from(1), Duration::ZERO, HOUR);
        assert!(log_ins.begin_at("ana", owner, HOUR).is_ok());
    }

    #[test]
    fn a_known_browser_is_slowed_by_its_own_failures() {
        let (log_ins, thief) = (LogIns::new(), Guest::Known(DeviceId::random()));
        let guesses = guess(&log_ins, "ana", thief, Duration::ZERO, HOUR);
        assert!((20..30).contains(&guesses), "{guesses}");
        assert!(log_ins.begin_at("ana", from(1), HOUR).is_ok());
    }

    #[test]
    fn all_guesses_of_all_strangers_at_one_account_are_few_in_a_day() {
        let log_ins = LogIns::new();
        let (mut now, mut guesses) = (Duration::ZERO, 0);
        for place in 0.. {
            match log_ins.begin_at("ana", from(place), now) {
                Ok(_) => guesses += 1,
                Err(wait) => now += wait,
            }
            if now > HOUR * 24 {
                break;
            }
        }
        assert!((24 * 12..24 * 32).contains(&guesses), "{guesses}");
    }

    #[test]
    fn a_success_clears_what_failed_from_there_and_nothing_else() {
        let log_ins = LogIns::new();
        let now = Duration::ZERO;
        for _ in 0..4 {
            log_ins.begin_at("ana", from(1), now).unwrap();
        }
        let right = log_ins.begin_at("ana", from(1), now).unwrap();
        assert!(log_ins.begin_at("ana", from(1), now).is_err());
        log_ins.succeeded(right);
        for _ in 0..5 {
            log_ins.begin_at("ana", from(1), now).unwrap();
        }
        assert!(log_ins.begin_at("ana", from(1), now).is_err());
        let common = 30 - 4 - 5;
        let others = (2..100).filter(|n| log_ins.begin_at("ana", from(*n), now).is_ok()).count();
        assert_eq!(others, common);
    }

    #[test]
    fn a_name_is_the_same_however_it_is_typed() {
        let log_ins = LogIns::new();
        for typed in ["ana", " ANA ", "@ana", "Ana", "áná"] {
            log_ins.begin_at(typed, from(1), Duration::ZERO).unwrap();
        }
        assert!(log_ins.begin_at("aNa", from(1), Duration::ZERO).is_err());
    }

    proptest! {
        /// Whatever strangers do, at whatever times, a known browser that gets it right comes in.
        #[test]
        fn a_known_browser_always_comes_in(
            guesses in proptest::collection::vec((0..50_u32, 0..3_600_u64, any::<bool>()), 0..300),
        ) {
            let (log_ins, owner) = (LogIns::new(), Guest::Known(DeviceId::random()));
            let mut now = Duration::ZERO;
            for (place, pause, gives_up) in guesses {
                now += Duration::from_secs(pause);
                if let Ok(begun) = log_ins.begin_at("ana", from(place), now) && gives_up {
                    log_ins.take_back(begun);
                }
                let entered = log_ins.begin_at("ana", owner, now);
                prop_assert!(entered.is_ok());
                log_ins.succeeded(entered.unwrap());
            }
        }
    }
}
