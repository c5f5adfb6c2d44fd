//! The clock that views read.

use leptos::prelude::*;

use super::{DayLabel, ListTime, LocalParts, Zone, format};
use crate::domain::UnixMillis;

/// The person's clock on the wall: what times are called, and what day it is. All answers are
/// reactive; days change at midnight. A handle, to be copied at will.
#[derive(Clone, Copy)]
pub struct Clock {
    zone: RwSignal<Zone>,
    now: RwSignal<UnixMillis>,
    today: Memo<LocalParts>,
}

/// Makes the page's clock and offers it to everything below. To be called once, at the top of the
/// app and at the same place on both sides: what it hands over from server to browser is found by
/// the order of such calls. In the browser it changes to the person's own zone as soon as the page
/// is taken over, and ticks from then on.
pub fn provide_clock() -> Clock {
    let clock = Clock::new();
    provide_context(clock);
    clock
}

/// The page's clock.
///
/// # Panics
/// Above [`provide_clock`].
pub fn expect_clock() -> Clock {
    expect_context()
}

impl Clock {
    fn new() -> Self {
        let page = SharedValue::new(|| {
            #[cfg(feature = "ssr")]
            let zone = super::request::zone();
            #[cfg(not(feature = "ssr"))]
            let zone = Zone::utc();
            (zone.name().to_owned(), UnixMillis::now())
        });
        // What the page was rendered with.
        let (zone, now) = page.into_inner();
        let clock = Self::at(Zone::named(&zone), now);
        #[cfg(feature = "hydrate")]
        clock.run();
        clock
    }

    fn at(zone: Zone, now: UnixMillis) -> Self {
        let (zone, now) = (RwSignal::new(zone), RwSignal::new(now));
        let today = Memo::new(move |_| {
            let here = zone.with(|zone| zone.parts(now.get()));
            LocalParts { hour: 0, minute: 0, ..here }
        });
        Self { zone, now, today }
    }

    /// What time it is; moves once a minute.
    pub fn now(self) -> UnixMillis {
        self.now.get()
    }

    /// An instant on the person's calendar.
    pub fn parts(self, at: UnixMillis) -> LocalParts {
        self.zone.with(|zone| zone.parts(at))
    }

    /// "14:05".
    pub fn format_time(self, at: UnixMillis) -> String {
        format::time(self.parts(at))
    }

    /// The day's name, seen from today.
    pub fn format_day(self, at: UnixMillis) -> DayLabel {
        format::day(self.parts(at), self.today.get())
    }

    /// The time if it was today, else the day.
    pub fn format_list_time(self, at: UnixMillis) -> ListTime {
        format::list_time(self.parts(at), self.today.get())
    }

    /// When the clock shows this hour tomorrow.
    pub fn tomorrow_at(self, hour: u8) -> UnixMillis {
        let wanted = self.today.get().tomorrow_at(hour);
        self.zone.with(|zone| wanted.instant(|at| zone.parts(at)))
    }

    /// For `<time datetime>`: "2025-11-21T14:05Z", in UTC and so never changing.
    pub fn format_iso(self, at: UnixMillis) -> String {
        let LocalParts { year, month, day, hour, minute } = LocalParts::utc(at);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}Z")
    }

    #[cfg(feature = "hydrate")]
    fn run(self) {
        use super::browser;
        use leptos::leptos_dom::helpers::{
            set_interval_with_handle, window_event_listener_untyped,
        };
        use std::time::Duration;

        let tick = move || {
            browser::forget_own_zone();
            let own = browser::own_zone();
            if self.zone.try_with_untracked(|zone| *zone != own) == Some(true) {
                browser::keep(&own);
                self.zone.try_set(own);
            }
            self.now.try_set(UnixMillis::now());
        };
        crate::ui::effect::effect(move || {
            tick();
            let minutes = set_interval_with_handle(tick, Duration::from_secs(60));
            let looked_at = window_event_listener_untyped("visibilitychange", move |_| tick());
            on_cleanup(move || {
                minutes.into_iter().for_each(|minutes| minutes.clear());
                looked_at.remove();
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn what_was_today_is_yesterday_after_midnight() {
        Owner::new().with(|| {
            let noon = UnixMillis(20_000 * DAY_MS + DAY_MS / 2);
            let clock = Clock::at(Zone::utc(), noon);
            assert_eq!(clock.format_list_time(noon), ListTime::Time("12:00".into()));
            assert_eq!(clock.format_day(noon), DayLabel::Today);
            clock.now.set(UnixMillis(noon.0 + DAY_MS / 2));
            assert_eq!(clock.format_day(noon), DayLabel::Yesterday);
        });
    }

    #[test]
    fn machines_read_utc() {
        Owner::new().with(|| {
            let clock = Clock::at(Zone::named("Asia/Tokyo"), UnixMillis(0));
            assert_eq!(clock.format_iso(UnixMillis(0)), "1970-01-01T00:00Z");
        });
    }
}
