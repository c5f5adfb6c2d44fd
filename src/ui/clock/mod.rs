//! Times as people read them: in their own zone, equal on both sides while the page is taken over.
//!
//! The server renders in the zone that the cookie `natter_zone` names (UTC without one) and puts
//! the zone's name and its own "now" into the page, as a shared value among the data for hydration.
//! The browser renders with these until it has taken the page over; then it changes to its own zone
//! and clock, and keeps its zone in the cookie for the next page. Words are the views' affair: what
//! needs some comes as data ([`DayLabel`], [`ListTime`]).

#[cfg(feature = "hydrate")]
mod browser;
mod context;
mod format;
mod local_parts;
#[cfg(feature = "ssr")]
mod request;
mod zone;

pub use context::{Clock, expect_clock, provide_clock};
pub use format::{DayLabel, ListTime};
pub use local_parts::LocalParts;
pub use zone::Zone;
