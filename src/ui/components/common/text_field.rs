//! A labelled field with a hint and, where there is one, its problem.

use leptos::prelude::*;

use super::{Icon, IconName};

/// One line of text in a form. A plain `<input>` that works in a plain form; `value` is what it is
/// rendered with.
#[component]
pub fn TextField(
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    autocomplete: &'static str,
    #[prop(optional)] hint: &'static str,
    #[prop(into, optional)] value: String,
    #[prop(into)] problem: Signal<Option<String>>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let described_by = move || match (problem.with(Option::is_some), hint.is_empty()) {
        (true, _) => Some(format!("{name}-problem")),
        (false, false) => Some(format!("{name}-hint")),
        _ => None,
    };
    // Usernames and addresses are no prose: no phone should capitalise or correct them.
    let verbatim = matches!(autocomplete, "username" | "email");
    view! {
        <div class="flex flex-col gap-1.5">
            <label for=name class="text-sm font-semibold">
                {label}
            </label>
            <input
                id=name
                name=name
                type=kind
                value=value
                dir="auto"
                autocomplete=autocomplete
                autocapitalize=verbatim.then_some("none")
                spellcheck=verbatim.then_some("false")
                autofocus=autofocus
                class="field"
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=described_by
            />
            <Show when=move || problem.with(Option::is_some)>
                <p id=format!("{name}-problem") class="flex gap-1.5 text-sm text-danger">
                    <Icon name=IconName::Alert class="mt-px size-4" />
                    <span>{move || problem.get()}</span>
                </p>
            </Show>
            <Show when=move || problem.with(Option::is_none) && !hint.is_empty()>
                <p id=format!("{name}-hint") class="text-sm text-muted">
                    {hint}
                </p>
            </Show>
        </div>
    }
}
