//! A labelled field with a hint and, where there is one, its problem.

use leptos::prelude::*;

use super::{Icon, IconName};
use crate::domain::Field;
use crate::i18n::word;

/// A field of a form.
pub struct FormField {
    /// What its problems are about.
    pub field: Field,
    pub name: &'static str,
    pub label: &'static str,
    /// What browsers may fill in. Those for passwords make it a field for a password.
    pub autocomplete: &'static str,
    /// Empty for none.
    pub hint: &'static str,
}

/// One line of text in a form: a plain `<input>` that works in a plain form. A password can be
/// looked at once the page is alive.
#[component]
pub fn LabelledField(
    field: FormField,
    /// What it is rendered with.
    typed: String,
    problem: Signal<Option<String>>,
    autofocus: bool,
) -> impl IntoView {
    let FormField { name, label, autocomplete, hint, .. } = field;
    let shown = RwSignal::new(false);
    let is_password = autocomplete.ends_with("-password");
    // Usernames and addresses are no prose: no phone should capitalise or correct them.
    let verbatim = is_password || matches!(autocomplete, "username" | "email");
    let note = format!("{name}-note");
    let is_invalid = move || problem.with(Option::is_some);
    let kind = move || if is_password && !shown.get() { "password" } else { "text" };
    let look = move || {
        let (words, icon) = match shown.get() {
            true => (word!(auth.hide_password), IconName::EyeOff),
            false => (word!(auth.show_password), IconName::Eye),
        };
        view! {
            <span class="grid">
                <span class="sr-only">{words}</span>
                <Icon name=icon />
            </span>
        }
        .into_inner()
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-1.5">
            <label for=name class="text-sm font-semibold">
                {label}
            </label>
            <div class="relative">
                <input
                    id=name
                    name=name
                    type=move || Some(kind().to_owned())
                    value=typed
                    dir="auto"
                    autocomplete=autocomplete
                    autocapitalize=verbatim.then_some("none")
                    spellcheck=verbatim.then_some("false")
                    autofocus=autofocus
                    class="field"
                    class=("pe-12", move || is_password)
                    aria-invalid=move || is_invalid().then(|| "true".to_owned())
                    aria-describedby=note.clone()
                />
                {is_password
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button-icon absolute end-0.5 top-[3px] plain:hidden"
                                on:click=move |_| shown.update(|shown| *shown = !*shown)
                            >
                                {move || Some(look())}
                            </button>
                        }
                            .into_any()
                    })}
            </div>
            <div id=note class="text-sm empty:hidden">
                {move || match problem.get() {
                    Some(problem) => {
                        let view = view! {
                            <p class="flex gap-1.5 text-danger">
                                <Icon name=IconName::Alert class="mt-px size-4" />
                                <span class="min-w-0">{problem}</span>
                            </p>
                        };
                        Some(view.into_any())
                    }
                    None if hint.is_empty() => None,
                    None => Some(view! { <p class="text-muted">{hint}</p> }.into_any()),
                }}
            </div>
        </div>
    }
}
