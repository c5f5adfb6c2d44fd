//! How the connection stands, when it is worth a word.

use leptos::prelude::*;

use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName};
use crate::ui::live::{Link, expect_chat};

/// Says nothing while all is well, or while the page is only just connecting.
#[component]
pub fn LinkBanner() -> impl IntoView {
    let link = expect_chat().link();
    let words = move || match link.get() {
        Link::Live | Link::Connecting => None,
        Link::Waiting { .. } => Some(word!(link.waiting)),
        Link::Offline => Some(word!(link.offline)),
    };
    view! {
        <div role="status">
            {move || {
                words()
                    .map(|words| {
                        view! {
                            <p class="flex items-center justify-center gap-2 bg-notice-ground px-4 py-2 text-sm text-notice">
                                <Icon name=IconName::WifiOff class="size-4" />
                                {words}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
