//! The HTTP door: one table of routes, the router made from it, and what every request passes.
//!
//! From the outside in, a request meets: [`trace`], a name and a line in the log; [`headers`], what
//! browsers are told to be strict about; [`devices`], by which browsers are known again; a net for
//! panics; [`request_context`], who asks and from where, and whether too often; the check against other sites' forms; then, by its route's line in [`routes`], a time
//! limit, [`forms`], the [`guard`], and the answer.

mod client_address;
mod cors;
mod devices;
mod export;
mod files;
mod form_returns;
mod forms;
mod guard;
mod headers;
mod health;
mod inventory;
mod own_referer;
mod pages;
mod problem;
mod refusals;
mod renewal;
mod request_context;
mod router;
mod routes;
mod serve;
mod server_functions;
mod site;
mod trace;
mod watching;

pub use router::router;
pub use routes::{Access, Kind, ROUTES, Route};
pub use serve::serve;
pub use watching::serve_metrics;
