//! A program's token, the one time it is shown.

use leptos::prelude::*;

use super::notice::notice;
use crate::i18n::word;

/// The token, to be copied.
pub(super) fn token_box(name: String, token: String) -> AnyView {
    let name = format!("\u{2068}{name}\u{2069}");
    view! {
        <div class="flex flex-col gap-2">
            {notice(word!(settings.token_made, name = name))}
            <div class="flex items-center gap-2">
                <input
                    type="text"
                    readonly=true
                    value=token.clone()
                    dir="ltr"
                    class="field font-mono text-sm"
                    aria-label=word!(settings.token)
                />
                <button
                    type="button"
                    class="button-quiet plain:hidden"
                    data-copies=token
                    data-done=word!(settings.copied)
                >
                    {word!(settings.copy)}
                </button>
            </div>
        </div>
    }
    .into_any()
}
