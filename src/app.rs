//! The document, and which page is at which address.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use leptos_router::location::{BrowserUrl, LocationProvider};

use crate::i18n::word;
use crate::ui::clock::provide_clock;
use crate::ui::effect::effect;
use crate::ui::pages::{ChatPage, NotFoundPage, open_username};
#[cfg(feature = "ssr")]
pub use crate::ui::plain::ADDRESSES as PLAIN_ADDRESSES;

/// Every address of a page that the browser takes over, as the server's table of routes spells it. All
/// others are rendered by the server alone: links to them load the page anew (`rel="external"`).
pub const ADDRESSES: [&str; 2] = ["/", "/c/{username}"];

/// What is at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Chat,
    NotFound,
}

impl Page {
    fn at(path: &str) -> Self {
        match path {
            "/" => Self::Chat,
            _ if open_username(path).is_some() => Self::Chat,
            _ => Self::NotFound,
        }
    }
}

/// The document around every page that the browser takes over.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let scripts = view! { <HydrationScripts options=options.clone() /> };
    document(options, scripts.into_any(), || view! { <App /> }.into_any())
}

/// The document around every other page.
#[cfg(feature = "ssr")]
pub fn plain_shell(options: LeptosOptions) -> impl IntoView {
    use crate::ui::plain::{PlainApp, SCRIPTS};
    use leptos::nonce::use_nonce;

    let script = |address| view! { <script type="module" nonce=use_nonce() src=address></script> };
    let scripts = SCRIPTS.map(script).into_any();
    document(options, scripts, || view! { <PlainApp /> }.into_any())
}

fn document(
    options: LeptosOptions,
    scripts: AnyView,
    body: impl FnOnce() -> AnyView,
) -> impl IntoView {
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
                <HashedStylesheet options />
                {scripts}
                <MetaTags />
            </head>
            <body>{body()}</body>
        </html>
    }
}

/// Every page that is on both sides.
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
            Page::NotFound => view! { <NotFoundPage /> }.into_any(),
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_page_at_every_address_and_nowhere_else() {
        assert_eq!(ADDRESSES.map(Page::at), [Page::Chat, Page::Chat]);
        for path in ["", "/c", "/c/", "/c/ana/bo", "/signup", "/api/log_in"] {
            assert_eq!(Page::at(path), Page::NotFound, "{path:?}");
        }
    }
}
