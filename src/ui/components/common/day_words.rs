//! Days and times in words.

use crate::domain::{Status, UnixMillis};
use crate::i18n::word;
use crate::ui::clock::{Clock, DayLabel, ListTime};

/// "Today", "Monday", "3 May 2024".
pub fn day_words(label: DayLabel) -> String {
    match label {
        DayLabel::Today => word!(day.today).into(),
        DayLabel::Yesterday => word!(day.yesterday).into(),
        DayLabel::Tomorrow => word!(day.tomorrow).into(),
        DayLabel::Weekday(day) => weekday(day).into(),
        DayLabel::Date { year: None, month, day } => {
            word!(day.date, day = day, month = month_name(month))
        }
        DayLabel::Date { year: Some(year), month, day } => {
            word!(day.date_year, day = day, month = month_name(month), year = year)
        }
    }
}

/// The time if it is today, else the day.
pub fn when_words(when: ListTime) -> String {
    match when {
        ListTime::Time(time) => time,
        ListTime::Day(label) => day_words(label),
    }
}

/// "14:05", "tomorrow at 8:00", "3 May at 14:05": an instant within a sentence.
pub fn moment_words(clock: Clock, at: UnixMillis) -> String {
    let time = clock.format_time(at);
    match clock.format_list_time(at) {
        ListTime::Time(time) => time,
        ListTime::Day(DayLabel::Yesterday) => word!(day.yesterday_at, time = time),
        ListTime::Day(DayLabel::Tomorrow) => word!(day.tomorrow_at, time = time),
        ListTime::Day(day) => word!(day.at, day = day_words(day), time = time),
    }
}

/// "Busy until 15:00"; nothing for the Available.
pub fn busy_words(clock: Clock, status: Status) -> Option<String> {
    match status {
        Status::Available => None,
        Status::Busy { until: None } => Some(word!(status.busy).to_owned()),
        Status::Busy { until: Some(at) } => {
            Some(word!(status.busy_until, when = moment_words(clock, at)))
        }
    }
}

fn weekday(day: u8) -> &'static str {
    match day {
        0 => word!(day.weekday.n0),
        1 => word!(day.weekday.n1),
        2 => word!(day.weekday.n2),
        3 => word!(day.weekday.n3),
        4 => word!(day.weekday.n4),
        5 => word!(day.weekday.n5),
        _ => word!(day.weekday.n6),
    }
}

fn month_name(month: u8) -> &'static str {
    match month {
        1 => word!(day.month.n1),
        2 => word!(day.month.n2),
        3 => word!(day.month.n3),
        4 => word!(day.month.n4),
        5 => word!(day.month.n5),
        6 => word!(day.month.n6),
        7 => word!(day.month.n7),
        8 => word!(day.month.n8),
        9 => word!(day.month.n9),
        10 => word!(day.month.n10),
        11 => word!(day.month.n11),
        _ => word!(day.month.n12),
    }
}
