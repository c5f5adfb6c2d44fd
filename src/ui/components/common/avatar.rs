//! A person's picture, or their initials in a colour that stays theirs.

use leptos::prelude::*;

use crate::domain::Contact;

/// How large an avatar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvatarSize {
    Small,
    Medium,
    Large,
}

impl AvatarSize {
    fn class(self) -> &'static str {
        match self {
            Self::Small => "size-9 text-sm",
            Self::Medium => "size-12 text-md",
            Self::Large => "size-20 text-2xl",
        }
    }
}

/// Of the style sheet; each has an ink that can be read on it.
const TINTS: [&str; 10] = [
    "tint-rose",
    "tint-clay",
    "tint-sand",
    "tint-moss",
    "tint-mint",
    "tint-teal",
    "tint-sky",
    "tint-iris",
    "tint-plum",
    "tint-slate",
];

/// Decorative: the name stands beside it.
#[component]
pub fn Avatar(contact: Memo<Contact>, size: AvatarSize) -> impl IntoView {
    let id = contact.with_untracked(|contact| contact.person.id.as_uuid());
    let tint = TINTS[(id.as_u128() % TINTS.len() as u128) as usize];
    view! {
        <span
            class=format!(
                "{} {tint} grid shrink-0 place-items-center rounded-full font-semibold uppercase select-none",
                size.class(),
            )
            aria-hidden="true"
        >
            {move || contact.with(|contact| contact.person.full_name.initials())}
        </span>
    }
}
