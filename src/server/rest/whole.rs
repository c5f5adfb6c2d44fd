//! Whole numbers as JSON has them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::people::NUMBER_MAX;

/// A whole number from 0 to 2⁵³ − 1, spelled in any way: to JSON `7.0` is one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Whole(pub(super) u64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor;

impl Visitor<'_> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from 0 to {NUMBER_MAX}")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Whole, E> {
        let fits = number <= NUMBER_MAX;
        let unfit = || E::invalid_value(serde::de::Unexpected::Unsigned(number), &self);
        fits.then_some(Whole(number)).ok_or_else(unfit)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Whole, E> {
        let unfit = || E::invalid_value(serde::de::Unexpected::Float(number), &self);
        if number.fract() == 0.0 && (0.0..=NUMBER_MAX as f64).contains(&number) {
            // Nothing is lost: it is whole, and small enough.
            return Ok(Whole(number as u64));
        }
        Err(unfit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_one_however_it_is_spelled() {
        let read = |text: &str| serde_json::from_str::<Whole>(text).ok();
        assert_eq!(
            (read("7"), read("7.0"), read("7e0")),
            (Some(Whole(7)), Some(Whole(7)), Some(Whole(7)))
        );
        assert_eq!(read("9007199254740991"), Some(Whole(NUMBER_MAX)));
        for text in [
            "7.5",
            "-1",
            "-1.0",
            "9007199254740992",
            "18446744073709551616",
            "1e300",
            "\"7\"",
            "null",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
