//! The signed-in page: the sidebar, and beside it what is open.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::conversation::ConversationPane;
use super::open_username::open_username;
use super::start::StartPane;
use crate::api::{self, use_form_return};
use crate::domain::{ClientId, ContactsPage, Overview, Problem};
use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName, problem_text};
use crate::ui::components::conversation::{First, FirstOnPage, Opened};
use crate::ui::components::sidebar::Sidebar;
use crate::ui::effect::effect;
use crate::ui::live::provide_chat;

/// What the page is rendered with: the overview, what was searched for without JavaScript, the
/// conversation at this address.
type Page = (Overview, Option<ContactsPage>, Option<Opened>);

/// Around `/` and `/c/<username>`. Without JavaScript `?people=` leads through the sidebar, `?q=`
/// searches in it, and `?before=` leads back in the conversation.
#[component]
pub fn ChatPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let number = |name| query.get(name).and_then(|number| number.parse::<u64>().ok());
    let (offset, before) = (number("people").unwrap_or_default(), number("before"));
    let searched = query.get("q").unwrap_or_default();
    let wanted = searched.clone();
    let username = use_location().pathname.with_untracked(|path| open_username(path));
    let page = OnceResource::new_blocking(async move {
        let overview = api::get_overview(offset as usize).await?;
        let found = match wanted.trim() {
            "" => None,
            _ => Some(api::list_contacts(wanted, 0).await?),
        };
        let opened = match username {
            Some(username) => Some(Opened::fetch(username, before).await),
            None => None,
        };
        #[cfg(feature = "ssr")]
        lead_to_the_name_of_now(opened.as_ref());
        Ok::<Page, Problem>((overview, found, opened))
    });
    let refused = use_form_return(&["send_message", "take_back", "set_status", "set_sends_seen"]);
    let of_own = refused.as_ref().filter(|form| form.action.starts_with("set_"));
    let of_own = of_own.map(|form| problem_text(&form.problem));
    let client_id = SharedValue::new(|| match &refused {
        // The message may have been kept after all: then it is the same.
        Some(form) if form.action == "send_message" && form.problem.code.is_retryable() => {
            form.typed("client_id")
        }
        _ => ClientId::random().to_string(),
    });
    let first = First { opened: None, refused, client_id: client_id.into_inner() };
    view! {
        <Suspense>
            {move || {
                let (searched, first) = (searched.clone(), first.clone());
                let refused = of_own.clone();
                Suspend::new(async move {
                    match page.await {
                        Ok((overview, found, opened)) => {
                            FirstOnPage::provide(First { opened, ..first });
                            view! { <Panes overview found searched refused /> }.into_any()
                        }
                        Err(problem) => view! { <Trouble problem /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

/// Who was called otherwise before is found by that name, too; the address becomes the one of now.
#[cfg(feature = "ssr")]
fn lead_to_the_name_of_now(opened: Option<&Opened>) {
    let Some(Opened { username, answer: Ok(view) }) = opened else { return };
    let now = &view.contact.person.username;
    if now.as_str() != username {
        leptos_axum::redirect(&format!("/c/{now}"));
    }
}

/// On a phone one pane at a time, as the address says; on wider screens both.
#[component]
fn Panes(
    overview: Overview,
    found: Option<ContactsPage>,
    searched: String,
    refused: Option<String>,
) -> impl IntoView {
    let chat = provide_chat(overview);
    if let Some(found) = found {
        chat.show_search(found);
    }
    effect(move || chat.connect());
    let path = use_location().pathname;
    let is_open = Memo::new(move |_| path.with(|path| open_username(path).is_some()));
    view! {
        <div class="panes" class=("is-open", move || is_open.get())>
            <a
                href="#pane"
                class="sr-only z-10 rounded-field bg-accent p-3 font-semibold text-on-accent focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
            >
                {word!(app.skip)}
            </a>
            <div class="w-full min-w-0 border-e border-line bg-panel md:w-80 md:shrink-0 lg:w-96">
                <Sidebar searched refused />
            </div>
            <main id="pane" tabindex="-1" class="min-w-0 flex-1 bg-ground outline-none">
                {move || match is_open.get() {
                    true => view! { <ConversationPane /> }.into_any(),
                    false => view! { <StartPane /> }.into_any(),
                }}
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
