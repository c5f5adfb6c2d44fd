//! Signed in, nobody chosen.

use leptos::prelude::*;

use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName, PageTitle};
use crate::ui::live::expect_chat;

/// The right pane of `/`, seen on wide screens only.
#[component]
pub fn StartPane() -> impl IntoView {
    expect_chat().close_conversation();
    view! {
        <PageTitle page=word!(sidebar.label).to_owned() />
        <EmptyState
            icon=IconName::Messages
            title=word!(conversation.choose)
            hint=word!(conversation.choose_hint)
        />
    }
}
