//! Days and times in words.

use crate::i18n::word;
use crate::ui::clock::{DayLabel, ListTime};

/// "Today", "Monday", "3 May 2024".
pub fn day_words(label: DayLabel) -> String {
    match label {
        DayLabel::Today => word!(day.today).into(),
        DayLabel::Yesterday => word!(day.yesterday).into(),
        DayLabel::Weekday(day) => weekday(day).into(),
        DayLabel::Date { year: None, month, day } => {
            word!(day.date, day = day, month = month_name(month))
        }
        DayLabel::Date { year: Some(year), month, day } => {
            word!(day.date_year, day = day, month = month_name(month), year = year)
        }
    }
}

/// The time if it was today, else the day.
pub fn when_words(when: ListTime) -> String {
    match when {
        ListTime::Time(time) => time,
        ListTime::Day(label) => day_words(label),
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
