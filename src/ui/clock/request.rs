//! Which zone a request asks for.

use http::request::Parts;
use leptos::prelude::use_context;

use super::Zone;

/// The browser writes the cookie and the server only reads it.
const COOKIE: &str = "natter_zone";

/// The zone that the browser's cookie names, if there is such a zone; else UTC. Read from the
/// request itself, which is in the context of every rendered page.
pub(super) fn zone() -> Zone {
    let zone = use_context::<Parts>().and_then(|request| {
        let cookies = request.headers.get_all(http::header::COOKIE).iter();
        cookies.filter_map(|header| header.to_str().ok()).find_map(find_zone)
    });
    zone.unwrap_or_else(Zone::utc)
}

fn find_zone(cookies: &str) -> Option<Zone> {
    let name = cookies.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == COOKIE).then_some(value)
    })?;
    jiff::tz::TimeZone::get(name).ok().map(|_| Zone::named(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_names_the_zone() {
        let zone = find_zone("a=b; natter_zone=America/New_York; c=d");
        assert_eq!(zone, Some(Zone::named("America/New_York")));
    }

    #[test]
    fn nonsense_in_the_cookie_is_no_zone() {
        for cookies in ["", "natter_zone", "natter_zone=", "natter_zone=../../etc/passwd", "x=UTC"]
        {
            assert_eq!(find_zone(cookies), None, "{cookies}");
        }
    }
}
