//! Zones as the browser knows them.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::{LocalParts, Zone};
use crate::domain::UnixMillis;

const YEAR_SECS: u32 = 365 * 24 * 60 * 60;

thread_local! {
    static OWN: RefCell<Option<Zone>> = const { RefCell::new(None) };
    /// The last other zone's formatter: making one is slow, and there is one at most, the page's.
    static OTHER: RefCell<Option<(Zone, Function)>> = const { RefCell::new(None) };
}

/// The zone that this machine is set to; UTC if the browser does not tell.
pub(super) fn own_zone() -> Zone {
    let known = OWN.with_borrow(Clone::clone);
    known.unwrap_or_else(|| {
        let zone = ask_own_zone().map_or_else(Zone::utc, |name| Zone::named(&name));
        OWN.set(Some(zone.clone()));
        zone
    })
}

/// The machine may have travelled since: asks anew.
pub(super) fn forget_own_zone() {
    OWN.set(None);
}

/// Keeps the zone for the pages that the server renders from now on.
pub(super) fn keep(zone: &Zone) {
    let secure = leptos::prelude::window().location().protocol().as_deref() == Ok("https:");
    let secure = if secure { "; Secure" } else { "" };
    let cookie =
        format!("natter_zone={}; Path=/; Max-Age={YEAR_SECS}; SameSite=Lax{secure}", zone.name());
    let document = leptos::prelude::document().unchecked_into::<web_sys::HtmlDocument>();
    let _ = document.set_cookie(&cookie);
}

/// `None` for a zone that the browser does not know.
pub(super) fn find_parts(zone: &Zone, at: UnixMillis) -> Option<LocalParts> {
    let date = Date::new(&JsValue::from_f64(at.0 as f64));
    if zone.name() == "UTC" {
        return None;
    }
    if *zone == own_zone() {
        return Some(LocalParts {
            year: i32::try_from(date.get_full_year()).ok()?,
            month: date.get_month() as u8 + 1,
            day: date.get_date() as u8,
            hour: date.get_hours() as u8,
            minute: date.get_minutes() as u8,
        });
    }
    let format_to_parts = find_formatter(zone)?;
    let parts: Array = format_to_parts.call1(&JsValue::NULL, &date).ok()?.dyn_into().ok()?;
    let number = |name: &str| -> Option<i32> {
        let is_it = |part: &JsValue| {
            Reflect::get(part, &"type".into())
                .is_ok_and(|kind| kind.as_string().as_deref() == Some(name))
        };
        let part = parts.iter().find(is_it)?;
        Reflect::get(&part, &"value".into()).ok()?.as_string()?.parse().ok()
    };
    Some(LocalParts {
        year: number("year")?,
        month: number("month")? as u8,
        day: number("day")? as u8,
        hour: number("hour")? as u8,
        minute: number("minute")? as u8,
    })
}

fn find_formatter(zone: &Zone) -> Option<Function> {
    let known = OTHER.with_borrow(|other| {
        other.as_ref().filter(|(known, _)| known == zone).map(|(_, formatter)| formatter.clone())
    });
    known.or_else(|| {
        let options = Object::new();
        for (name, value) in [
            ("timeZone", zone.name()),
            ("calendar", "gregory"),
            ("numberingSystem", "latn"),
            ("hourCycle", "h23"),
            ("year", "numeric"),
            ("month", "numeric"),
            ("day", "numeric"),
            ("hour", "numeric"),
            ("minute", "numeric"),
        ] {
            Reflect::set(&options, &name.into(), &value.into()).ok()?;
        }
        let formatter = date_time_format(&options)?;
        let function = Reflect::get(&formatter, &"formatToParts".into()).ok()?;
        let bound = function.dyn_into::<Function>().ok()?.bind0(&formatter);
        OTHER.set(Some((zone.clone(), bound.clone())));
        Some(bound)
    })
}

fn ask_own_zone() -> Option<String> {
    let formatter = date_time_format(&Object::new())?;
    let ask = Reflect::get(&formatter, &"resolvedOptions".into()).ok()?;
    let options = ask.dyn_into::<Function>().ok()?.call0(&formatter).ok()?;
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// `new Intl.DateTimeFormat("en", options)`; `None` where that throws, as for an unknown zone
/// (js-sys's own constructor would not let us catch it).
fn date_time_format(options: &Object) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?;
    let constructor = constructor.dyn_into::<Function>().ok()?;
    Reflect::construct(&constructor, &Array::of2(&"en".into(), options)).ok()
}
