//! How what the browser asks is answered.
//!
//! The doors (`http` with the pages and server functions, `rest` for programs, `socket`, and `admin` for
//! whoever runs the server) lead to one room, `service`, which says what a person can do. It asks `db`,
//! seals with `seal`, and tells the live world through `hub`. `auth` knows who asks, `limits` count how
//! often, and `metrics` are what to watch. README.md has the map.

pub mod admin;
mod app;
pub mod auth;
pub mod backup;
pub mod cli;
pub mod db;
pub mod demo;
mod error;
mod exports;
pub mod http;
pub mod hub;
pub mod limits;
pub mod metrics;
mod planted;
mod request_context;
pub mod rest;
pub mod seal;
pub mod service;
pub mod settings;
mod shown_once;
pub mod socket;

pub use app::{App, Inner, StartError};
pub use error::Error;
pub use exports::Exports;
pub use request_context::RequestContext;
pub use shown_once::{FreshSecret, ShownOnce};
