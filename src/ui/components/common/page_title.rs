//! What the tab is called.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::live::expect_chat;

/// The title of a signed-in page, with how much is unseen in all: it is what one sees of a tab in
/// the background.
#[component]
pub fn PageTitle(page: String) -> impl IntoView {
    let contacts = expect_chat().contacts();
    let unseen = Memo::new(move |_| {
        contacts.with(|contacts| contacts.iter().map(Contact::unseen).sum::<u64>())
    });
    let text = move || match unseen.get() {
        0 => word!(app.title, page = page),
        count => word!(app.title_unseen, count = count, page = page),
    };
    view! { <Title text /> }
}
