//! "Seen" by hand, where there is no JavaScript to notice it.

use leptos::prelude::*;

use crate::domain::Contact;
use crate::i18n::word;

/// A button, while something is unseen. Reading a page marks nothing by itself.
#[component]
pub fn SeenForm(contact: Contact) -> impl IntoView {
    (contact.unseen() > 0).then(|| {
        view! {
            <form method="post" action="/api/mark_seen" class="hidden px-3 pb-2 md:px-6 plain:block">
                <input type="hidden" name="conversation" value=contact.conversation.to_string() />
                <input type="hidden" name="seq" value=contact.last_seq().0.to_string() />
                <button
                    type="submit"
                    class="button-quiet mx-auto flex text-accent"
                >
                    {word!(conversation.mark_seen)}
                </button>
            </form>
        }
        .into_any()
    })
}
