//! The browser's tab, as far as the chat uses it. The server renders and has none: there, these do
//! nothing, and nothing that calls them runs.

#[cfg(feature = "hydrate")]
mod browser {
    use gloo_timers::future::TimeoutFuture;

    /// Whether somebody may be looking.
    pub fn is_visible() -> bool {
        let document = leptos::prelude::document();
        document.visibility_state() == web_sys::VisibilityState::Visible
    }

    /// Leaves this page for another of this server.
    pub fn go_to(path: &str) {
        let _ = leptos::prelude::window().location().assign(path);
    }

    /// Loads this page again.
    pub fn reload() {
        let _ = leptos::prelude::window().location().reload();
    }

    /// Waits.
    pub async fn pause(ms: u32) {
        TimeoutFuture::new(ms).await;
    }

    /// Does something after a while. Lighter than a future that waits.
    pub fn later(ms: u32, act: impl FnOnce() + 'static) {
        let act: Box<dyn FnOnce()> = Box::new(act);
        leptos::prelude::set_timeout(act, std::time::Duration::from_millis(ms.into()));
    }

    /// A number in `0.0..1.0`.
    pub fn random() -> f64 {
        js_sys::Math::random()
    }
}

#[cfg(not(feature = "hydrate"))]
mod server {
    pub fn is_visible() -> bool {
        true
    }

    pub fn go_to(_path: &str) {}

    pub fn reload() {}

    pub async fn pause(_ms: u32) {}

    pub fn later(_ms: u32, _act: impl FnOnce() + 'static) {}

    pub fn random() -> f64 {
        0.0
    }
}

#[cfg(feature = "hydrate")]
pub(super) use browser::{go_to, is_visible, later, pause, random, reload};
#[cfg(not(feature = "hydrate"))]
pub(super) use server::{go_to, is_visible, later, pause, random, reload};
