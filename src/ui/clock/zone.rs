//! Time zones, by name.

use std::sync::Arc;

use super::LocalParts;
use crate::domain::UnixMillis;

/// A time zone: "Europe/Berlin". One that this side does not know counts as UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(Arc<str>);

impl Zone {
    /// The zone of that name in the IANA database.
    pub fn named(name: &str) -> Self {
        Self(name.into())
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self::named("UTC")
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// What calendar and clock show there at an instant.
    pub fn parts(&self, at: UnixMillis) -> LocalParts {
        self.find_parts(at).unwrap_or_else(|| LocalParts::utc(at))
    }

    #[cfg(feature = "hydrate")]
    fn find_parts(&self, at: UnixMillis) -> Option<LocalParts> {
        super::browser::find_parts(self, at)
    }

    #[cfg(all(feature = "ssr", not(feature = "hydrate")))]
    fn find_parts(&self, at: UnixMillis) -> Option<LocalParts> {
        let zone = jiff::tz::TimeZone::get(self.name()).ok()?;
        let there = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone);
        Some(LocalParts {
            year: there.year().into(),
            month: there.month().try_into().ok()?,
            day: there.day().try_into().ok()?,
            hour: there.hour().try_into().ok()?,
            minute: there.minute().try_into().ok()?,
        })
    }

    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    fn find_parts(&self, _at: UnixMillis) -> Option<LocalParts> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_zone_counts_as_utc() {
        let at = UnixMillis(1_763_719_140_000);
        assert_eq!(Zone::named("Middle/Earth").parts(at), LocalParts::utc(at));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_zone_has_its_own_day_and_knows_summer_time() {
        let hour = |name: &str, ms| Zone::named(name).parts(UnixMillis(ms)).hour;
        let (winter, summer) = (1_767_222_000_000, 1_751_320_800_000);
        assert_eq!(hour("Europe/Berlin", winter), 0);
        assert_eq!(hour("Europe/Berlin", summer), 0);
        assert_eq!(Zone::named("Pacific/Auckland").parts(UnixMillis(winter)).day, 1);
        assert_eq!(Zone::named("Asia/Kolkata").parts(UnixMillis(0)).minute, 30);
    }
}
