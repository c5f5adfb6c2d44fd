//! How often one address may try a password.

use std::net::{IpAddr, Ipv6Addr};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::domain::{Problem, ProblemCode};
use crate::server::settings::Settings;

/// So many addresses are counted one by one; a flood from more of them shares one count.
const ADDRESSES_MAX: usize = 20_000;
/// How many times one address's share the rest has together, once there are too many.
const CROWD_SHARE: u32 = 10;

/// Counts attempts by address, in bounded memory.
pub struct Limits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    crowd: DefaultDirectRateLimiter,
    clock: DefaultClock,
}

impl Limits {
    /// Limits as the settings say, with nothing counted yet.
    pub fn new(settings: &Settings) -> Self {
        let each = settings.attempts_per_minute;
        let together = each.saturating_mul(CROWD_SHARE.try_into().expect("not zero"));
        Self {
            by_address: RateLimiter::keyed(Quota::per_minute(each)),
            crowd: RateLimiter::direct(Quota::per_minute(together)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts an attempt from this address.
    ///
    /// # Errors
    /// [`ProblemCode::TooMany`], saying when to come back.
    pub fn count_attempt(&self, address: IpAddr) -> Result<(), Problem> {
        if self.by_address.len() >= ADDRESSES_MAX {
            self.by_address.retain_recent();
        }
        let counted = if self.by_address.len() >= ADDRESSES_MAX {
            self.crowd.check()
        } else {
            self.by_address.check_key(&household(address))
        };
        counted.map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            let secs = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1);
            Problem { retry_after_secs: Some(secs), ..ProblemCode::TooMany.into() }
        })
    }
}

/// Whose address it is: of IPv6 everybody has a /64 to choose from.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    fn limits(per_minute: &str) -> Limits {
        Limits::new(&Settings::parse_from(["natter", "--attempts-per-minute", per_minute]))
    }

    #[test]
    fn an_address_that_tries_too_often_is_told_when_to_come_back() {
        let limits = limits("2");
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        assert!(limits.count_attempt(one).is_ok() && limits.count_attempt(one).is_ok());
        let refused = limits.count_attempt(one).unwrap_err();
        assert_eq!(refused.code, ProblemCode::TooMany);
        assert!((1..=31).contains(&refused.retry_after_secs.unwrap()), "{refused:?}");
        assert!(limits.count_attempt(other).is_ok(), "others are not held up");
    }

    #[test]
    fn a_network_of_its_own_gives_nobody_more_tries() {
        let limits = limits("1");
        assert!(limits.count_attempt("2001:db8::1".parse().unwrap()).is_ok());
        assert!(limits.count_attempt("2001:db8::2".parse().unwrap()).is_err());
        assert!(limits.count_attempt("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }

    #[test]
    fn a_flood_of_addresses_is_not_kept_one_by_one() {
        let limits = limits("1");
        let refused = (0..30_000_u32)
            .filter(|n| limits.count_attempt(IpAddr::from(n.to_be_bytes())).is_err())
            .count();
        assert!(limits.by_address.len() <= ADDRESSES_MAX);
        assert!(refused >= 9_000, "{refused} refused");
    }
}
