//! A labelled field with a hint and, where there is one, its problem.

use leptos::prelude::*;

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
    #[prop(optional)] children: Option<Children>,
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
            <label for=name class="text-sm font-medium">
                {label}
            </label>
            <div class="relative">
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
                    class="h-11 w-full rounded-field border border-line-strong bg-raised px-3 aria-invalid:border-danger"
                    class=("pe-12", children.is_some())
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                />
                {children.map(|children| children())}
            </div>
            <Show when=move || problem.with(Option::is_some)>
                <p id=format!("{name}-problem") class="text-sm text-danger">
                    {move || problem.get()}
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
