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
            class="flex gap-2 px-4 py-2"
            on:submit=move |event| event.prevent_default()
        >
            <div class="relative min-w-0 flex-1">
                <span class="pointer-events-none absolute inset-y-0 start-3 grid place-items-center text-muted">
                    <Icon name=IconName::Search class="size-4" />
                </span>
                <input
                    type="search"
                    name="q"
                    value=searched
                    dir="auto"
                    autocomplete="off"
                    class="h-10 w-full rounded-full border border-transparent bg-hover ps-9 pe-3 placeholder:text-muted"
                    placeholder=word!(sidebar.search)
                    aria-label=word!(sidebar.search)
                    on:input=move |event| chat.search(event_target_value(&event))
                />
            </div>
            <button
                type="submit"
                class="hidden h-10 rounded-full bg-hover px-4 font-medium plain:block"
            >
                {word!(sidebar.search_go)}
            </button>
        </form>
        {was_searched
            .then(|| {
                view! {
                    <a href="/" class="hidden px-4 pb-2 text-accent underline plain:block">
                        {word!(sidebar.search_clear)}
                    </a>
                }
            })}
    }
}
