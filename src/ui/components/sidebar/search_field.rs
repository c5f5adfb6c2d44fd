//! Finding somebody by name.

use leptos::prelude::*;

use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName};
use crate::ui::live::expect_chat;

/// Filters while one types; without JavaScript a form that asks for `?q=`.
#[component]
pub fn SearchField(searched: String) -> impl IntoView {
    let chat = expect_chat();
    let was_searched = !searched.is_empty();
    view! {
        <form
            method="get"
            action="/"
            role="search"
            class="flex shrink-0 gap-2 px-3 pb-2"
            on:submit=move |event| event.prevent_default()
        >
            <div class="relative min-w-0 flex-1">
                <span class="pointer-events-none absolute inset-y-0 start-3.5 grid place-items-center text-muted">
                    <Icon name=IconName::Search class="size-4" />
                </span>
                <input
                    type="search"
                    name="q"
                    value=searched
                    dir="auto"
                    autocomplete="off"
                    class="h-10 w-full rounded-full bg-field ps-10 pe-4"
                    placeholder=word!(sidebar.search)
                    aria-label=word!(sidebar.search)
                    on:input=move |event| chat.search(event_target_value(&event))
                />
            </div>
            <button
                type="submit"
                class="button-quiet hidden min-h-10 plain:flex"
            >
                {word!(sidebar.search_go)}
            </button>
        </form>
        {was_searched
            .then(|| {
                view! {
                    <a href="/" class="link mx-4 mb-2 hidden plain:block">
                        {word!(sidebar.search_clear)}
                    </a>
                }
                    .into_any()
            })}
    }
}
