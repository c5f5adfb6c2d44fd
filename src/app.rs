//! The document, and which page is at which address.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::i18n::word;
use crate::ui::clock::provide_clock;
use crate::ui::effect::effect;
use crate::ui::pages::{ChatPage, LogInPage, NotFoundPage, SignUpPage, open_username};

/// Every address of a page, as the server's table of routes spells it.
pub const ADDRESSES: [&str; 4] = ["/", "/c/{username}", "/login", "/signup"];

/// What is at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Chat,
    LogIn,
    SignUp,
    NotFound,
}

impl Page {
    fn at(path: &str) -> Self {
        match path {
            "/" => Self::Chat,
            "/login" => Self::LogIn,
            "/signup" => Self::SignUp,
            _ if open_username(path).is_some() => Self::Chat,
            _ => Self::NotFound,
        }
    }
}

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f6f9" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#191a1f" />
                <link rel="icon" type="image/svg+xml" href="/static/icon.svg" />
                <link rel="apple-touch-icon" href="/static/apple-touch-icon.png" />
                <HashedStylesheet options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page, on both sides.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_clock();
    view! {
        <Title text=word!(app.name) />
        <Router>
            <Pages />
        </Router>
    }
}

/// In place of the router's own `Routes`, which would be a tenth of all that the browser loads.
#[component]
fn Pages() -> impl IntoView {
    let path = use_location().pathname;
    let page = Memo::new(move |_| path.with(|path| Page::at(path)));
    let browser = use_context::<BrowserUrl>();
    effect(move || {
        if let Some(browser) = &browser {
            browser.as_url().track();
            // The router waits for this before it writes the new address into the history.
            browser.ready_to_complete();
        }
    });
    view! {
        {move || match page.get() {
            Page::Chat => view! { <ChatPage /> }.into_any(),
            Page::LogIn => view! { <LogInPage /> }.into_any(),
            Page::SignUp => view! { <SignUpPage /> }.into_any(),
            Page::NotFound => view! { <NotFoundPage /> }.into_any(),
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_at_every_address_and_nowhere_else() {
        assert_eq!(ADDRESSES.map(Page::at), [Page::Chat, Page::Chat, Page::LogIn, Page::SignUp]);
        for path in ["", "/c", "/c/", "/c/ana/bo", "/signup/now", "/api/log_in"] {
            assert_eq!(Page::at(path), Page::NotFound, "{path:?}");
        }
    }
}
