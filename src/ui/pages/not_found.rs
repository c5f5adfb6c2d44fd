//! What is at no address.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName};

/// Answered with status 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text=format!("{} · {}", word!(not_found.title), word!(app.name)) />
        <main class="flex min-h-dvh">
            <EmptyState
                icon=IconName::Search
                title=word!(not_found.title)
                hint=word!(not_found.hint)
            >
                <a
                    href="/"
                    class="mt-4 inline-flex h-11 items-center rounded-field bg-accent px-5 font-semibold text-on-accent hover:bg-accent-strong"
                >
                    {word!(not_found.home)}
                </a>
            </EmptyState>
        </main>
    }
}
