//! What stands where there is nothing yet.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A quiet picture, what there is not, and what to do about it.
#[component]
pub fn EmptyState(
    icon: IconName,
    #[prop(into)] title: String,
    #[prop(into)] hint: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="m-auto flex max-w-sm flex-col items-center gap-2 p-8 text-center text-balance">
            <span class="mb-2 grid size-16 place-items-center rounded-full bg-hover text-muted">
                <Icon name=icon class="size-7" />
            </span>
            <h2 class="text-lg font-semibold">{title}</h2>
            <p class="text-muted">{hint}</p>
            {children.map(|children| children())}
        </div>
    }
}
