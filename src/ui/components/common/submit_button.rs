//! What sends a form.

use leptos::prelude::*;

use crate::i18n::word;

/// The one main button of a form; it says so while it is busy and cannot be pressed twice.
#[component]
pub fn SubmitButton(label: &'static str, #[prop(into)] busy: Signal<bool>) -> impl IntoView {
    view! {
        <button
            type="submit"
            class="button mt-2"
            disabled=move || busy.get()
        >
            {move || if busy.get() { word!(auth.busy).to_owned() } else { label.to_owned() }}
        </button>
    }
}
