//! What the tab is called.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::i18n::word;
use crate::ui::live::expect_chat;

/// The title of a signed-in page, with how much is unseen in all: it is what one sees of a tab in
/// the background.
#[component]
pub fn PageTitle(page: String) -> impl IntoView {
    let chat = expect_chat();
    // The server writes the title last of all, when what it is made of may be gone already.
    let at_first = untrack(|| chat.unseen()).unwrap_or_default();
    let text = move || match chat.unseen().unwrap_or(at_first) {
        0 => word!(app.title, page = page),
        count => word!(app.title_unseen, count = count, page = page),
    };
    view! { <Title text /> }
}
