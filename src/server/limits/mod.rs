//! How often what may be done: by address, for those whom nobody knows, and by account. All of it is
//! counted in bounded memory, and forgotten when the server stops.

mod allowance;
mod household;
mod ledger;
mod log_ins;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::Quota;

use self::allowance::Allowance;
use self::household::Household;
use self::log_ins::{Guest, LogIns, Try};
use crate::domain::{Problem, ProblemCode, UserId};
use crate::server::auth::DeviceId;
use crate::server::metrics::{self, Limit};
use crate::server::settings::Settings;

/// For so many seconds of its allowance an address may ask at once: a household that comes back
/// after an outage opens many pages.
const REQUESTS_AT_ONCE_SECS: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Sign-ups per hour and address, as a multiple of the attempts per minute.
const SIGN_UPS_PER_ATTEMPT: NonZeroU32 = NonZeroU32::new(3).unwrap();
/// Per second: searches of an account, and passwords judged for an address. Whoever types asks with
/// each pause.
const TYPED_PER_SECOND: NonZeroU32 = NonZeroU32::new(5).unwrap();
const TYPED_AT_ONCE: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Live connections opened per second and account: all tabs of somebody come back at once, more
/// than once where the network is bad.
const CONNECTIONS_PER_SECOND: NonZeroU32 = NonZeroU32::new(10).unwrap();
const CONNECTIONS_AT_ONCE: NonZeroU32 = NonZeroU32::new(600).unwrap();

/// Everything that is counted.
pub struct Limits {
    requests: Allowance<Household>,
    attempts: Allowance<Household>,
    sign_ups: Allowance<Household>,
    device_attempts: Allowance<DeviceId>,
    password_tries: Allowance<UserId>,
    judgements: Allowance<Household>,
    messages: Allowance<UserId>,
    searches: Allowance<UserId>,
    connections: Allowance<UserId>,
    log_ins: LogIns,
}

/// A try to log in that is under way. What nothing is said of counts as a failure.
#[must_use]
pub struct LogInTry<'a> {
    limits: &'a Limits,
    this: Try,
}

impl Limits {
    /// Limits as the settings say, with nothing counted yet.
    pub fn new(settings: &Settings) -> Self {
        let attempts = settings.attempts_per_minute;
        let requests = settings.requests_per_second;
        let at_once = requests.saturating_mul(REQUESTS_AT_ONCE_SECS);
        let sign_ups = attempts.saturating_mul(SIGN_UPS_PER_ATTEMPT);
        let per_second = |each, at_once| Quota::per_second(each).allow_burst(at_once);
        Self {
            requests: Allowance::new(per_second(requests, at_once)),
            attempts: Allowance::new(Quota::per_minute(attempts)),
            sign_ups: Allowance::new(Quota::per_hour(sign_ups)),
            device_attempts: Allowance::new(Quota::per_minute(attempts)),
            password_tries: Allowance::new(Quota::per_minute(attempts)),
            judgements: Allowance::new(per_second(TYPED_PER_SECOND, TYPED_AT_ONCE)),
            messages: Allowance::new(Quota::per_minute(settings.messages_per_minute)),
            searches: Allowance::new(per_second(TYPED_PER_SECOND, TYPED_AT_ONCE)),
            connections: Allowance::new(per_second(CONNECTIONS_PER_SECOND, CONNECTIONS_AT_ONCE)),
            log_ins: LogIns::new(),
        }
    }

    /// Counts a request of any kind.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`], saying when to come back; so with all the others.
    pub fn count_request(&self, address: IpAddr) -> Result<(), Problem> {
        told(Limit::Requests, self.requests.count(&address.into()))
    }

    /// Counts an attempt at something that only who knows a secret may do, such as a recovery code.
    /// For log-ins see [`Self::begin_log_in`].
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_attempt(&self, address: IpAddr) -> Result<(), Problem> {
        told(Limit::Attempts, self.attempts.count(&address.into()))
    }

    /// Counts somebody who wants to sign up.
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_sign_up(&self, address: IpAddr) -> Result<(), Problem> {
        told(Limit::SignUps, self.sign_ups.count(&address.into()))
    }

    /// Counts a try at the own password by somebody who is signed in: a browser left open is not to
    /// be a place to guess it.
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_password_try(&self, user: UserId) -> Result<(), Problem> {
        told(Limit::Attempts, self.password_tries.count(&user))
    }

    /// Counts a password that is to be judged while it is typed.
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_judgement(&self, address: IpAddr) -> Result<(), Problem> {
        told(Limit::Judgements, self.judgements.count(&address.into()))
    }

    /// Counts a message, by whichever door.
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_message(&self, sender: UserId) -> Result<(), Problem> {
        told(Limit::Messages, self.messages.count(&sender))
    }

    /// Counts a search.
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_search(&self, user: UserId) -> Result<(), Problem> {
        told(Limit::Searches, self.searches.count(&user))
    }

    /// Counts a live connection that is to be opened.
    ///
    /// # Errors
    /// As [`Self::count_request`].
    pub fn count_connection(&self, user: UserId) -> Result<(), Problem> {
        told(Limit::Connections, self.connections.count(&user))
    }

    /// Begins a try to log in as `login`, from this address, or from a browser that was signed in to
    /// that very account before: what others do does not hold it up.
    ///
    /// # Errors
    /// As [`Self::count_request`]; the same whether there is such an account or not.
    pub fn begin_log_in(
        &self,
        login: &str,
        address: IpAddr,
        known: Option<DeviceId>,
    ) -> Result<LogInTry<'_>, Problem> {
        let guest = match known {
            Some(device) => {
                told(Limit::Attempts, self.device_attempts.count(&device))?;
                Guest::Known(device)
            }
            None => {
                self.count_attempt(address)?;
                Guest::Stranger(address.into())
            }
        };
        let begun = self.log_ins.begin(login, guest);
        let this = told(Limit::LogIns, begun.map_err(whole_secs))?;
        Ok(LogInTry { limits: self, this })
    }
}

impl LogInTry<'_> {
    /// The password was right.
    pub fn succeeded(self) {
        self.limits.log_ins.succeeded(self.this);
    }

    /// The password was not looked at.
    pub fn take_back(self) {
        self.limits.log_ins.take_back(self.this);
    }
}

fn whole_secs(wait: Duration) -> u32 {
    u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
}

/// A wait, in seconds, as what is answered.
fn told<T>(limit: Limit, counted: Result<T, u32>) -> Result<T, Problem> {
    counted.map_err(|secs| {
        metrics::refused(limit);
        Problem { retry_after_secs: Some(secs), ..ProblemCode::TooMany.into() }
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn limits(arguments: &[&str]) -> Limits {
        Limits::new(&Settings::parse_from(["natter"].iter().chain(arguments)))
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn a_refusal_says_when_to_come_back() {
        let limits = limits(&["--attempts-per-minute", "1"]);
        assert!(limits.count_attempt(address(1)).is_ok());
        let refused = limits.count_attempt(address(1)).unwrap_err();
        assert_eq!(refused.code, ProblemCode::TooMany);
        assert!((1..=61).contains(&refused.retry_after_secs.unwrap()), "{refused:?}");
    }

    #[test]
    fn sign_ups_are_few_in_an_hour_and_messages_few_in_a_minute() {
        let limits = limits(&["--attempts-per-minute", "2", "--messages-per-minute", "4"]);
        let (ana, bo) = (UserId::random(), UserId::random());
        assert_eq!((0..99).filter(|_| limits.count_sign_up(address(1)).is_ok()).count(), 6);
        assert!(limits.count_sign_up(address(2)).is_ok());
        assert_eq!((0..99).filter(|_| limits.count_message(ana).is_ok()).count(), 4);
        assert!(limits.count_message(bo).is_ok());
    }

    #[test]
    fn a_household_that_tries_too_often_does_not_hold_up_a_known_browser_in_it() {
        let limits = limits(&["--attempts-per-minute", "3"]);
        let mine = Some(DeviceId::random());
        while let Ok(begun) = limits.begin_log_in("bo", address(1), None) {
            begun.take_back();
        }
        assert!(limits.begin_log_in("ana", address(1), None).is_err());
        assert!(limits.begin_log_in("ana", address(1), mine).is_ok());
        assert!(limits.count_attempt(address(1)).is_err(), "they are counted together");
    }

    #[test]
    fn a_log_in_that_succeeds_is_forgotten() {
        let limits = limits(&["--attempts-per-minute", "1000"]);
        for _ in 0..100 {
            limits.begin_log_in("ana", address(1), None).unwrap().succeeded();
        }
        let wrong = |_| limits.begin_log_in("ana", address(1), None).is_ok();
        assert_eq!((0..100).map(wrong).filter(|begun| *begun).count(), 5);
    }
}
