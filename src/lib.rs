//! Natter: private conversations on your own server.
//!
//! One package, compiled twice: with the feature `ssr` to the server, with `hydrate` to the
//! WebAssembly that takes over the rendered page. The wall between the two is the line that says
//! `pub mod server`. README.md has the map and the glossary.

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

/// Takes over the page that the server has rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
