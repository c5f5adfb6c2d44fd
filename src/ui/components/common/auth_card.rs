//! The card that log-in and sign-up are in.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{Icon, IconName, When};
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
        <Title text=word!(app.title, page = title) />
        <main class="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center gap-6 px-4 py-8">
            <div class="flex flex-col items-center gap-1 text-center">
                <img src="/static/icon.svg" alt="" width="64" height="64" class="mb-2 size-16" />
                <p class="text-2xl font-bold tracking-tight">{word!(app.name)}</p>
                <p class="text-muted">{word!(app.tagline)}</p>
            </div>
            <div class="flex flex-col gap-5 rounded-card bg-ground p-6 lifted sm:p-8">
                <h1 class="text-2xl font-bold tracking-tight">{title}</h1>
                <div role="alert" class="empty:hidden">
                    <When holds=move || problem.with(Option::is_some)>
                        <p class="flex gap-2 rounded-field bg-danger-ground p-3 text-danger">
                            <Icon name=IconName::Alert class="mt-0.5 size-5" />
                            {move || problem.get().unwrap_or_default()}
                        </p>
                    </When>
                </div>
                {children()}
            </div>
            <p class="text-center text-muted">
                {other_question} " "
                <a href=other_href class="link">
                    {other_label}
                </a>
            </p>
        </main>
    }
}
