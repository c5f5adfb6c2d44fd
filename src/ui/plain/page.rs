//! Which of these pages is at which address.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;

use super::log_in::LogInPage;
use super::recover::RecoverPage;
use super::reset::ResetPage;
use super::settings::{Part, SettingsPage};
use super::sign_up::SignUpPage;
use super::welcome::WelcomePage;
use crate::ui::clock::provide_clock;

/// Every address of such a page, as the server's table of routes spells it.
pub const ADDRESSES: [&str; 11] = [
    "/login",
    "/signup",
    "/welcome",
    "/recover",
    "/reset",
    "/settings/profile",
    "/settings/password",
    "/settings/sessions",
    "/settings/tokens",
    "/settings/recovery",
    "/settings/data",
];

/// The scripts of these pages.
pub const SCRIPTS: [&str; 4] = [
    "/static/plain/forms.js",
    "/static/plain/keeping.js",
    "/static/plain/reveal.js",
    "/static/plain/strength.js",
];

/// Every such page.
#[component]
pub fn PlainApp() -> impl IntoView {
    provide_meta_context();
    provide_clock();
    view! {
        <Router>
            <Page />
        </Router>
    }
}

#[component]
fn Page() -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    match path.as_str() {
        "/login" => view! { <LogInPage /> }.into_any(),
        "/signup" => view! { <SignUpPage /> }.into_any(),
        "/welcome" => view! { <WelcomePage /> }.into_any(),
        "/recover" => view! { <RecoverPage /> }.into_any(),
        "/reset" => view! { <ResetPage /> }.into_any(),
        path => view! { <SettingsPage part=Part::at(path) /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_settings_has_its_address() {
        let parts: Vec<&str> =
            ADDRESSES.into_iter().filter(|path| path.starts_with("/settings/")).collect();
        assert_eq!(parts, Part::ALL.map(Part::path));
        assert_eq!(Part::ALL.map(|part| Part::at(part.path())), Part::ALL);
    }
}
