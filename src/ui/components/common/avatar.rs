//! A person's picture, or their initials in a colour that stays theirs.

use leptos::prelude::*;

use crate::domain::Person;

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
            Self::Medium => "size-12 text-base",
            Self::Large => "size-20 text-2xl",
        }
    }
}

const COLOURS: [&str; 8] = [
    "bg-avatar-0",
    "bg-avatar-1",
    "bg-avatar-2",
    "bg-avatar-3",
    "bg-avatar-4",
    "bg-avatar-5",
    "bg-avatar-6",
    "bg-avatar-7",
];

/// Decorative: the name stands beside it.
#[component]
pub fn Avatar(person: Person, size: AvatarSize) -> impl IntoView {
    let colour = COLOURS[(person.id.as_uuid().as_u128() % COLOURS.len() as u128) as usize];
    view! {
        <span
            class=format!(
                "{} {colour} grid shrink-0 place-items-center rounded-full font-semibold text-white select-none",
                size.class(),
            )
            aria-hidden="true"
        >
            {person.full_name.initials()}
        </span>
    }
}
