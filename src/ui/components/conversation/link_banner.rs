//! How the connection stands, when it is worth a word.

use std::time::Duration;

use leptos::prelude::*;

use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName};
use crate::ui::effect::effect;
use crate::ui::live::{Link, expect_chat};

/// A connection that takes longer than this to open is spoken of.
const PATIENCE: Duration = Duration::from_secs(3);

/// Says nothing while all is well, or while the page is only just connecting. Between two attempts
/// it stays: it would flicker.
#[component]
pub fn LinkBanner() -> impl IntoView {
    let chat = expect_chat();
    let is_late = RwSignal::new(false);
    effect(move || {
        is_late.set(false);
        if chat.link() == Link::Connecting
            && let Ok(timer) = set_timeout_with_handle(move || is_late.set(true), PATIENCE)
        {
            on_cleanup(move || timer.clear());
        }
    });
    let trouble = Memo::new(move |before: Option<&Option<&'static str>>| match chat.link() {
        Link::Live => None,
        Link::Connecting => before.copied().flatten(),
        Link::Waiting { .. } => Some(word!(link.waiting)),
        Link::Offline => Some(word!(link.offline)),
    });
    let connecting = move || is_late.get().then(|| word!(link.connecting));
    view! {
        <div role="status" class="shrink-0">
            {move || {
                trouble
                    .get()
                    .or_else(connecting)
                    .map(|words| {
                        view! {
                            <p class="flex items-center justify-center gap-2 bg-notice-ground px-4 py-2 text-sm font-medium text-notice">
                                <Icon name=IconName::WifiOff class="size-4" />
                                {words}
                            </p>
                        }
                            .into_any()
                    })
            }}
        </div>
    }
}
