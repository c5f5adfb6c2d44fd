//! Text within `<textarea>`.

/// A text for the inside of a `<textarea>`. Leptos takes what is in there for no text that could be
/// markup, and writes it into the page as it is.
pub fn area_text(text: &str) -> String {
    if cfg!(feature = "ssr") {
        text.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        text.to_owned()
    }
}
