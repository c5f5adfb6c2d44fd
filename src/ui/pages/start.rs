//! Signed in, nobody chosen.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName};
use crate::ui::live::expect_chat;

/// The right pane of `/`, seen on wide screens only.
#[component]
pub fn StartPane() -> impl IntoView {
    expect_chat().close_conversation();
    view! {
        <Title text=word!(app.name) />
        <EmptyState
            icon=IconName::Messages
            title=word!(conversation.choose)
            hint=word!(conversation.choose_hint)
        />
    }
}
