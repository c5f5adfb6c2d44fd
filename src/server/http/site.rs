//! What pages and files are served from.

use axum::extract::FromRef;
use axum::http::HeaderValue;
use leptos::config::{Env, LeptosOptions};

use super::form_returns::{FORM_COOKIE, FormReturns, KEPT_SECS};
use crate::domain::{FormReturn, UserId};
use crate::server::App;
use crate::server::auth::cookie::private_cookie;

const OUTPUT_NAME: &str = "natter";

/// The state of this door. Cheap to clone.
#[derive(Clone)]
pub(super) struct Site {
    pub(super) app: App,
    /// How the page finds its script, style and WebAssembly.
    pub(super) options: LeptosOptions,
    pub(super) form_returns: FormReturns,
}

impl FromRef<Site> for App {
    fn from_ref(site: &Site) -> Self {
        site.app.clone()
    }
}

impl Site {
    /// Finds out how the browser's files are named: with hashes if the list of them, `hash.txt`,
    /// lies beside the program, which is where Leptos looks for it.
    pub(super) fn new(app: App) -> Self {
        let folder = app.settings.site_folder();
        if !folder.join("pkg").is_dir() {
            let folder = folder.display();
            tracing::warn!(%folder, "no pkg folder here: pages will do without script and style");
        }
        let program = std::env::current_exe().ok();
        let hash_files = program.is_some_and(|path| path.with_file_name("hash.txt").is_file());
        let options = LeptosOptions::builder()
            .output_name(OUTPUT_NAME)
            .site_root(folder.to_string_lossy())
            .site_pkg_dir("pkg")
            .site_addr(app.settings.listen)
            .env(Env::PROD)
            .reload_port(reload_port().unwrap_or(3001))
            .hash_files(hash_files)
            .build();
        Self { app, options, form_returns: FormReturns::default() }
    }

    /// Keeps a refused form for the page at this path, and gives the cookie that leads to it.
    pub(super) fn keep_form(
        &self,
        path: &str,
        owner: Option<UserId>,
        form: FormReturn,
    ) -> Option<HeaderValue> {
        let id = self.form_returns.keep(path, owner, form);
        let life_secs = i64::try_from(KEPT_SECS).ok()?;
        let cookie = private_cookie(&self.app, FORM_COOKIE, &id, life_secs);
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// Where `cargo leptos watch` announces changes, while it is watching.
    pub(super) fn reload_port(&self) -> Option<u32> {
        std::env::var_os("LEPTOS_WATCH").map(|_| self.options.reload_port)
    }
}

fn reload_port() -> Option<u32> {
    std::env::var("LEPTOS_RELOAD_PORT").ok()?.parse().ok()
}
