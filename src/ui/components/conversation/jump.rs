//! Back to where the conversation is.

use leptos::prelude::*;

use super::screen::Screen;
use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName, When};

/// A button over the log, while its end is out of view; says how much has come there.
#[component]
pub fn Jump(screen: Screen) -> impl IntoView {
    let label = move || match screen.count_below() {
        0 => word!(conversation.jump).to_owned(),
        count => word!(conversation.jump_new, count = count),
    };
    view! {
        <When holds=move || !screen.is_at_end()>
            <button
                type="button"
                class="absolute end-4 bottom-3 flex h-10 min-w-10 items-center justify-center gap-1.5 rounded-full bg-raised px-2.5 text-sm font-semibold text-accent lifted hover:bg-hover"
                aria-label=move || Some(label())
                title=move || Some(label())
                on:click=move |_| screen.return_to_end()
            >
                <Icon name=IconName::Down />
                <When holds=move || { screen.count_below() > 0 }>
                    <span aria-hidden="true" class="pe-1 digits">
                        {move || screen.count_below().to_string()}
                    </span>
                </When>
            </button>
        </When>
    }
}
