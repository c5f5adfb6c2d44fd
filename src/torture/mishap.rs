//! What befalls a connection on its way.

use std::time::Duration;

use rand::Rng;
use rand::rngs::SmallRng;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the server.
    Up,
    /// To the tab.
    Down,
}

/// From where on bytes are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Start,
    /// The end of HTTP's head: what the socket says begins there, with hello and welcome.
    Head,
}

/// What happens there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blow {
    /// Both ends find it closed, or reset.
    Cut { reset: bool },
    /// Nothing is carried this way any more, while the other way goes on; then it is cut.
    HalfOpen { lasting: Duration },
    /// Nothing is carried this way for a while; then it is cut some bytes later.
    Stall { lasting: Duration },
}

/// One connection's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mishap {
    pub way: Way,
    pub from: From,
    /// After so many bytes.
    pub after: usize,
    pub blow: Blow,
    /// By then it is cut, however little was said.
    pub at_last: Duration,
}

impl Mishap {
    /// Any of them: within the request for the connection, at the hello, and later on at a byte of
    /// whatever is said.
    pub fn any(chance: &mut SmallRng) -> Self {
        let way = if chance.random_bool(0.5) { Way::Up } else { Way::Down };
        let (from, after) = match chance.random_range(0..100) {
            0..15 => (From::Start, chance.random_range(0..600)),
            15..35 => (From::Head, chance.random_range(0..8)),
            _ if way == Way::Up => (From::Head, chance.random_range(0..3_000)),
            _ => (From::Head, chance.random_range(0..40_000)),
        };
        let millis = |millis: u64| Duration::from_millis(millis);
        let blow = match chance.random_range(0..10) {
            0..6 => Blow::Cut { reset: chance.random_bool(0.5) },
            6..8 => Blow::HalfOpen { lasting: millis(chance.random_range(50..1_200)) },
            _ => Blow::Stall { lasting: millis(chance.random_range(20..400)) },
        };
        Self { way, from, after, blow, at_last: millis(chance.random_range(100..2_000)) }
    }
}
