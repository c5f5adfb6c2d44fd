//! That something worked.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::ui::components::common::{Icon, IconName};

/// Whether the address asks for a notice: `?saved`.
pub(super) fn is_asked(name: &str) -> bool {
    use_query_map().with_untracked(|query| query.get_str(name).is_some())
}

/// Said at the top of the page, and first by those who read it out.
pub(super) fn notice(words: impl Into<String>) -> AnyView {
    view! {
        <p
            role="status"
            tabindex="-1"
            autofocus=true
            class="flex gap-2 rounded-field tint-mint p-3 font-semibold outline-none"
        >
            <Icon name=IconName::Check class="mt-0.5 size-5" />
            <span class="min-w-0">{words.into()}</span>
        </p>
    }
    .into_any()
}
