//! One person's tabs in one browser.

#[cfg(feature = "hydrate")]
mod leader;

#[cfg(feature = "hydrate")]
pub use leader::Leader;
