//! An instant on somebody's calendar.

use crate::domain::UnixMillis;

const MINUTE_MS: i64 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;

/// What calendar and clock on the wall show at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalParts {
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
}

impl LocalParts {
    /// The instant in UTC.
    pub fn utc(at: UnixMillis) -> Self {
        let minutes = at.0.div_euclid(MINUTE_MS);
        let (days, minute) = (minutes.div_euclid(DAY_MINUTES), minutes.rem_euclid(DAY_MINUTES));
        // Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days: the year
        // begins in March, eras are of 400 years.
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: year as i32,
            month: month as u8,
            day: (day_of_year - (153 * from_march + 2) / 5 + 1) as u8,
            hour: (minute / 60) as u8,
            minute: (minute % 60) as u8,
        }
    }

    /// Days since 1970-01-01 on this calendar: for telling yesterday from today.
    pub fn day_number(&self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// The instant at which calendar and clock show this in a place of which `shown` tells what they
    /// show when. Where clocks are put back and it is twice, one of the two; where they are put forward
    /// and it never is, one nearby.
    pub fn instant(&self, shown: impl Fn(UnixMillis) -> Self) -> UnixMillis {
        let wanted = self.utc_instant();
        // The first guess is off by the place's distance from UTC; the second, where clocks are put
        // back or forward in between.
        let mut at = wanted;
        for _ in 0..2 {
            at.0 += wanted.0 - shown(at).utc_instant().0;
        }
        at
    }

    /// The instant at which this is shown in UTC.
    fn utc_instant(&self) -> UnixMillis {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        UnixMillis((self.day_number() * DAY_MINUTES + minutes) * MINUTE_MS)
    }

    /// This hour of the day after this one.
    pub fn tomorrow_at(&self, hour: u8) -> Self {
        let tomorrow = UnixMillis((self.day_number() + 1) * DAY_MINUTES * MINUTE_MS);
        Self { hour, ..Self::utc(tomorrow) }
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(&self) -> u8 {
        // 1970-01-01 was a Thursday.
        (self.day_number() + 3).rem_euclid(7) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(year: i32, month: u8, day: u8, hour: u8, minute: u8) -> LocalParts {
        LocalParts { year, month, day, hour, minute }
    }

    #[test]
    fn instants_fall_on_the_right_day_and_minute() {
        for (ms, expected) in [
            (0, parts(1970, 1, 1, 0, 0)),
            (951_827_696_000, parts(2000, 2, 29, 12, 34)),
            (1_709_164_800_000, parts(2024, 2, 29, 0, 0)),
            (1_767_225_599_999, parts(2025, 12, 31, 23, 59)),
            (-1, parts(1969, 12, 31, 23, 59)),
        ] {
            assert_eq!(LocalParts::utc(UnixMillis(ms)), expected, "{ms}");
        }
    }

    #[test]
    fn day_numbers_and_weekdays_follow_one_another_for_centuries() {
        for day in -200_000..200_000_i64 {
            let parts = LocalParts::utc(UnixMillis(day * 86_400_000));
            assert_eq!(parts.day_number(), day);
            assert_eq!(i64::from(parts.weekday()), (day + 3).rem_euclid(7));
        }
    }

    #[test]
    fn tomorrow_is_the_next_day_of_the_calendar() {
        assert_eq!(parts(2024, 2, 28, 23, 59).tomorrow_at(8), parts(2024, 2, 29, 8, 0));
        assert_eq!(parts(2025, 12, 31, 0, 1).tomorrow_at(8), parts(2026, 1, 1, 8, 0));
    }

    #[test]
    fn what_a_clock_will_show_is_found_in_any_zone() {
        let wanted = parts(2026, 3, 29, 8, 0);
        for minutes_ahead in [0, 60, -480, 330, 825, -690] {
            let there = |at: UnixMillis| LocalParts::utc(UnixMillis(at.0 + minutes_ahead * 60_000));
            let at = wanted.instant(there);
            assert_eq!((there(at), at.0 % 60_000), (wanted, 0), "{minutes_ahead}");
        }
    }

    #[test]
    fn what_a_clock_will_show_is_found_across_its_change() {
        // Berlin: two hours ahead of UTC from 29 March 2026 to 25 October, at 1:00 UTC; else one.
        let (spring, autumn) = (1_774_746_000_000, 1_792_890_000_000);
        let berlin = |at: UnixMillis| {
            let hours = if (spring..autumn).contains(&at.0) { 2 } else { 1 };
            LocalParts::utc(UnixMillis(at.0 + hours * 3_600_000))
        };
        for (day, change, hours_utc) in
            [(parts(2026, 3, 28, 22, 30), spring, 5), (parts(2026, 10, 24, 22, 30), autumn, 6)]
        {
            let eight = day.tomorrow_at(8).instant(berlin);
            assert_eq!(berlin(eight), parts(2026, day.month, day.day + 1, 8, 0));
            assert_eq!(eight.0 - change, hours_utc * 3_600_000);
        }
    }

    #[test]
    fn the_21st_of_november_2025_was_a_friday() {
        assert_eq!(parts(2025, 11, 21, 0, 0).weekday(), 4);
    }
}
