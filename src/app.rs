//! The document, and which page is at which address.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::i18n::word;
use crate::ui::clock::provide_clock;
use crate::ui::pages::{
    ChatPage, ConversationPane, LogInPage, NotFoundPage, SignUpPage, StartPane,
};

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
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LogInPage ssr=SsrMode::Async />
                <Route path=path!("/signup") view=SignUpPage ssr=SsrMode::Async />
                <ParentRoute path=path!("/") view=ChatPage ssr=SsrMode::Async>
                    <Route path=path!("") view=StartPane ssr=SsrMode::Async />
                    <Route path=path!("c/:username") view=ConversationPane ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
