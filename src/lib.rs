//! Natter: private conversations on your own server.
//!
//! One library, compiled twice: with the feature `ssr` for the server (`main.rs`), with `hydrate` for
//! the WebAssembly that takes over the rendered page (`browser/`). The wall between the two is the
//! line that says `pub mod server`. README.md has the map and the glossary.

#![recursion_limit = "256"]

pub mod api;
pub mod app;
pub mod domain;
pub mod i18n;
pub mod protocol;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;

/// Makes a build belong to its checkout (.cargo/config.toml).
const _: Option<&str> = option_env!("NATTER_CHECKOUT");
