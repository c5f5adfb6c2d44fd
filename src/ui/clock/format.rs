//! From a calendar to what is shown.

use super::LocalParts;

/// How many days back a day is called by its weekday.
const WEEKDAY_DAYS: i64 = 6;

/// A day as it is named in a conversation; the words come from the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayLabel {
    Today,
    Yesterday,
    Tomorrow,
    /// One of the last six days: 0 for Monday to 6 for Sunday.
    Weekday(u8),
    Date {
        /// `None` in the running year.
        year: Option<i32>,
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
    },
}

/// When something happened or will, as a list has room for: the time if it is today, else the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListTime {
    Time(String),
    Day(DayLabel),
}

/// "14:05".
pub(super) fn time(at: LocalParts) -> String {
    format!("{:02}:{:02}", at.hour, at.minute)
}

/// The name of a day, seen from today. Those after tomorrow are called by their date.
pub(super) fn day(at: LocalParts, today: LocalParts) -> DayLabel {
    match today.day_number() - at.day_number() {
        -1 => DayLabel::Tomorrow,
        0 => DayLabel::Today,
        1 => DayLabel::Yesterday,
        2..=WEEKDAY_DAYS => DayLabel::Weekday(at.weekday()),
        _ => DayLabel::Date {
            year: (at.year != today.year).then_some(at.year),
            month: at.month,
            day: at.day,
        },
    }
}

pub(super) fn list_time(at: LocalParts, today: LocalParts) -> ListTime {
    match day(at, today) {
        DayLabel::Today => ListTime::Time(time(at)),
        earlier => ListTime::Day(earlier),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(year: i32, month: u8, day: u8) -> LocalParts {
        LocalParts { year, month, day, hour: 7, minute: 5 }
    }

    #[test]
    fn times_have_two_digits_each() {
        assert_eq!(time(parts(2025, 11, 21)), "07:05");
    }

    #[test]
    fn days_are_named_by_how_long_ago_they_were() {
        let today = parts(2025, 1, 3);
        let date = |year, month, day| DayLabel::Date { year, month, day };
        for (at, label) in [
            (parts(2025, 1, 3), DayLabel::Today),
            (parts(2025, 1, 2), DayLabel::Yesterday),
            (parts(2025, 1, 1), DayLabel::Weekday(2)),
            (parts(2024, 12, 28), DayLabel::Weekday(5)),
            (parts(2024, 12, 27), date(Some(2024), 12, 27)),
            (parts(2025, 1, 4), DayLabel::Tomorrow),
            (parts(2025, 1, 5), date(None, 1, 5)),
        ] {
            assert_eq!(day(at, today), label, "{at:?}");
        }
        assert_eq!(day(parts(2025, 3, 1), parts(2025, 11, 21)), date(None, 3, 1));
    }

    #[test]
    fn a_list_shows_the_time_only_for_today() {
        let today = parts(2025, 1, 3);
        assert_eq!(list_time(today, today), ListTime::Time("07:05".into()));
        assert_eq!(list_time(parts(2025, 1, 2), today), ListTime::Day(DayLabel::Yesterday));
    }
}
