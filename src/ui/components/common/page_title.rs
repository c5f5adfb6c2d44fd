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
    let sum = |contacts: &Vec<Contact>| contacts.iter().map(Contact::unseen).sum::<u64>();
    let unseen = Memo::new(move |_| contacts.try_with(sum).unwrap_or_default());
    // The server writes the title last of all, when what it is made of may be gone already.
    let at_first = unseen.get_untracked();
    let text = move || match unseen.try_get().unwrap_or(at_first) {
        0 => word!(app.title, page = page),
        count => word!(app.title_unseen, count = count, page = page),
    };
    view! { <Title text /> }
}
