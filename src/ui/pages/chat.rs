//! The signed-in page: the sidebar, and beside it what is open.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_query_map};

use crate::api;
use crate::domain::{ContactsPage, Overview, Problem};
use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName, problem_text};
use crate::ui::components::sidebar::Sidebar;
use crate::ui::live::provide_chat;

/// Around `/` and `/c/<username>`. Without JavaScript `?people=` leads through the sidebar and
/// `?q=` searches in it.
#[component]
pub fn ChatPage() -> impl IntoView {
    let query = use_query_map();
    let number = move |name| query.with_untracked(|query| query.get(name)?.parse().ok());
    let offset: usize = number("people").unwrap_or_default();
    let wanted = query.with_untracked(|query| query.get("q")).unwrap_or_default();
    let searched = wanted.clone();
    let page = Resource::new_blocking(
        || (),
        move |()| {
            let wanted = wanted.clone();
            async move { fetch(offset, wanted).await }
        },
    );
    view! {
        <Suspense>
            {move || {
                let searched = searched.clone();
                Suspend::new(async move {
                    match page.await {
                        Ok((overview, found)) => {
                            view! { <Panes overview found searched /> }.into_any()
                        }
                        Err(problem) => view! { <Trouble problem /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

async fn fetch(offset: usize, wanted: String) -> Result<(Overview, Option<ContactsPage>), Problem> {
    let overview = api::get_overview(offset).await?;
    let found = match wanted.trim() {
        "" => None,
        _ => Some(api::list_contacts(wanted, 0).await?),
    };
    Ok((overview, found))
}

/// On a phone one pane at a time, as the address says; on wider screens both.
#[component]
fn Panes(overview: Overview, found: Option<ContactsPage>, searched: String) -> impl IntoView {
    let chat = provide_chat(overview);
    if let Some(found) = found {
        chat.show_search(found);
    }
    Effect::new(move |_| chat.connect());
    let path = use_location().pathname;
    let is_open = move || path.with(|path| path.starts_with("/c/"));
    view! {
        <div class="flex h-dvh overflow-hidden">
            <a
                href="#pane"
                class="sr-only z-10 rounded-field bg-accent p-3 font-semibold text-on-accent focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
            >
                {word!(app.skip)}
            </a>
            <aside
                class="w-full min-w-0 flex-col border-e border-line bg-panel md:flex md:w-80 md:shrink-0 lg:w-96"
                class=("hidden", is_open)
                class=("flex", move || !is_open())
                aria-label=word!(sidebar.label)
            >
                <Sidebar searched />
            </aside>
            <main
                id="pane"
                tabindex="-1"
                class="min-w-0 flex-1 flex-col bg-ground outline-none md:flex"
                class=("hidden", move || !is_open())
                class=("flex", is_open)
            >
                <Outlet />
            </main>
        </div>
    }
}

#[component]
fn Trouble(problem: Problem) -> impl IntoView {
    view! {
        <main class="flex min-h-dvh">
            <EmptyState
                icon=IconName::WifiOff
                title=word!(app.name)
                hint=problem_text(&problem)
            />
        </main>
    }
}
