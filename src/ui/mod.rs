//! What people see, on both sides: rendered by the server, taken over by the browser.

pub mod clock;
pub mod live;
pub mod socket;
pub mod state;
