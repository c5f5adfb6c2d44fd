//! What opens below a button, `<details>`, and closes again.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// Closes the menu around an element, if there is one, and goes back to what opened it.
pub fn close_menu(inside: &HtmlElement) {
    let Some(menu) = inside.closest("details").ok().flatten() else { return };
    let _ = menu.remove_attribute("open");
    let opener = menu.query_selector("summary").ok().flatten();
    if let Some(opener) = opener.and_then(|opener| opener.dyn_into::<HtmlElement>().ok()) {
        let _ = opener.focus();
    }
}

/// For a menu's keys.
pub fn close_on_escape(event: KeyboardEvent) {
    if event.key() == "Escape" {
        close_menu(&event_target::<HtmlElement>(&event));
    }
}
