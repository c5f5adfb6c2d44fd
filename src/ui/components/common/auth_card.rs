//! The card that log-in and sign-up are in.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{Icon, IconName};
use crate::i18n::word;

/// The brand, a title, a form, and the way to the other form.
#[component]
pub fn AuthCard(
    title: &'static str,
    /// A problem that belongs to no single field.
    #[prop(into)]
    problem: Signal<Option<String>>,
    other_question: &'static str,
    other_label: &'static str,
    other_href: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · {}", word!(app.name)) />
        <main class="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-8">
            <header class="flex flex-col items-center gap-2 text-center">
                <img src="/static/icon.svg" alt="" width="56" height="56" class="size-14" />
                <p class="text-xl font-bold tracking-tight">{word!(app.name)}</p>
                <p class="text-muted">{word!(app.tagline)}</p>
            </header>
            <section class="flex flex-col gap-5 rounded-card border border-line bg-ground p-6 shadow-sm sm:p-8">
                <h1 class="text-2xl font-bold tracking-tight">{title}</h1>
                <div role="alert">
                    <Show when=move || problem.with(Option::is_some)>
                        <p class="flex gap-2 rounded-field bg-danger-ground p-3 text-danger">
                            <Icon name=IconName::Alert class="mt-0.5 size-5" />
                            {move || problem.get()}
                        </p>
                    </Show>
                </div>
                {children()}
            </section>
            <p class="text-center text-muted">
                {other_question} " "
                <a href=other_href class="font-semibold text-accent underline-offset-4 hover:underline">
                    {other_label}
                </a>
            </p>
        </main>
    }
}
