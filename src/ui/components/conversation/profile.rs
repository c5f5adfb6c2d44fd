//! What somebody says of themselves.

use leptos::prelude::*;

use crate::domain::Contact;
use crate::ui::components::common::{Avatar, AvatarSize, When};

/// The panel beside a conversation, with what the other's profile has; `status` is what the header says
/// of them. It lies in what opens it.
#[component]
pub fn Profile(
    contact: Memo<Contact>,
    name: Signal<String>,
    status: Signal<String>,
) -> impl IntoView {
    let bio = Memo::new(move |_| contact.with(|contact| contact.person.bio.to_string()));
    let email = Memo::new(move |_| {
        let email = contact.with(|contact| contact.person.email.clone());
        email.map(|email| email.as_str().to_owned()).unwrap_or_default()
    });
    // Isolated, so that it is the same in text from right to left.
    let username = move || {
        contact.with(|Contact { person, .. }| match person.is_deleted {
            true => String::new(),
            false => format!("\u{2066}@{}\u{2069}", person.username),
        })
    };
    view! {
        <div tabindex="-1" class="scroll-quiet">
            <Avatar contact size=AvatarSize::Large />
            <h2 class="text-xl font-bold" dir="auto">
                {move || name.get()}
            </h2>
            <p class="text-muted">{move || username()}</p>
            <p class="text-sm text-muted">{move || status.get()}</p>
            <When holds=move || bio.with(|bio| !bio.is_empty())>
                <p class="w-full whitespace-pre-wrap" dir="auto">
                    {move || bio.get()}
                </p>
            </When>
            <When holds=move || email.with(|email| !email.is_empty())>
                <a class="link" rel="external" href=move || Some(format!("mailto:{}", email.get()))>
                    {move || email.get()}
                </a>
            </When>
        </div>
    }
}
