//! The pages' shell and routes.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| "Not found">
                <Route path=path!("/") view=|| "home" ssr=SsrMode::Async />
                <Route path=path!("/c/:username") view=|| "conversation" ssr=SsrMode::Async />
                <Route path=path!("/login") view=|| "log in" ssr=SsrMode::Async />
                <Route path=path!("/signup") view=|| "sign up" ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
