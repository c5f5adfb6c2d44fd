//! The card of the pages that are outside: log-in, sign-up and those that lead there.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::word;

/// A page with a brand, a title and what the card is about; below it, in `after`, where else to go.
#[component]
pub(super) fn AuthCard(
    title: &'static str,
    #[prop(optional)] after: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=word!(app.title, page = title) />
        <main class="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-8">
            <div class="flex flex-col items-center gap-1 text-center print:hidden">
                <img src="/static/icon.svg" alt="" width="64" height="64" class="mb-2 size-16" />
                <p class="text-2xl font-bold tracking-tight">{word!(app.name)}</p>
                <p class="text-muted">{word!(app.tagline)}</p>
            </div>
            <div class="flex flex-col gap-5 rounded-card bg-ground p-6 lifted sm:p-8">
                <h1 class="text-2xl font-bold tracking-tight">{title}</h1>
                {children()}
            </div>
            {after}
        </main>
    }
}

/// A question, and the page that answers it.
pub(super) fn other_way(question: &'static str, words: &'static str, href: String) -> AnyView {
    view! {
        <p class="text-center text-muted">
            {question} " "
            <a href=href class="link">
                {words}
            </a>
        </p>
    }
    .into_any()
}
