//! Natter in the browser: takes over the page that the server has rendered. Everything else is the
//! package `natter`.

/// Called by the page once the module is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(natter::app::App);
}
