//! Whether somebody is there, as a dot.

use leptos::prelude::*;

use super::When;
use crate::i18n::word;

/// A green dot with its word for screen readers, while `online`. Its parent must be `relative`.
#[component]
pub fn PresenceDot(online: Signal<bool>) -> impl IntoView {
    view! {
        <When holds=online>
            <span class="absolute end-0 bottom-0 size-3.5 rounded-full border-[2.5px] border-panel bg-online group-hover:border-hover group-aria-[current=page]:border-chosen">
                <span class="sr-only">{word!(sidebar.online)}</span>
            </span>
        </When>
    }
}
