//! The field for a password, which can be looked at.

use leptos::prelude::*;

use super::{Icon, IconName};
use crate::i18n::word;

/// A password in a form. The button that shows it is there once the page is alive.
#[component]
pub fn PasswordField(
    autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(into)] problem: Signal<Option<String>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let described_by = move || match (problem.with(Option::is_some), hint.is_empty()) {
        (true, _) => Some("password-problem"),
        (false, false) => Some("password-hint"),
        _ => None,
    };
    let label = move || {
        if shown.get() { word!(auth.hide_password) } else { word!(auth.show_password) }
    };
    view! {
        <div class="flex flex-col gap-1.5">
            <label for="password" class="text-sm font-semibold">
                {word!(auth.password)}
            </label>
            <div class="relative">
                <input
                    id="password"
                    name="password"
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    class="field pe-12"
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                />
                <button
                    type="button"
                    class="button-icon absolute end-0.5 top-[3px] plain:hidden"
                    aria-label=label
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Show
                        when=move || shown.get()
                        fallback=|| view! { <Icon name=IconName::Eye /> }
                    >
                        <Icon name=IconName::EyeOff />
                    </Show>
                </button>
            </div>
            <Show when=move || problem.with(Option::is_some)>
                <p id="password-problem" class="flex gap-1.5 text-sm text-danger">
                    <Icon name=IconName::Alert class="mt-px size-4" />
                    <span>{move || problem.get()}</span>
                </p>
            </Show>
            <Show when=move || problem.with(Option::is_none) && !hint.is_empty()>
                <p id="password-hint" class="text-sm text-muted">
                    {hint}
                </p>
            </Show>
        </div>
    }
}
