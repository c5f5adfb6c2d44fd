//! What is at no address.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName};

/// Answered with status 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Title text=word!(app.title, page = word!(not_found.title)) />
        <main class="flex min-h-dvh">
            <EmptyState
                icon=IconName::Search
                title=word!(not_found.title)
                hint=word!(not_found.hint)
            >
                <a
                    href="/"
                    class="button mt-4"
                >
                    {word!(not_found.home)}
                </a>
            </EmptyState>
        </main>
    }
}
