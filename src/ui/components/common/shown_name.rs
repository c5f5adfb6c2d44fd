//! What people are called on the screen.

use crate::domain::{Person, UserId};
use crate::i18n::word;

/// The person's name; the conversation with oneself, `me`, is the notes.
pub fn shown_name(person: &Person, me: UserId) -> String {
    if person.id == me { word!(sidebar.notes).to_owned() } else { person.full_name.to_string() }
}
