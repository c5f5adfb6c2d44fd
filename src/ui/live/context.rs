//! The chat as a context.

use leptos::prelude::*;

use super::Chat;
use crate::domain::Overview;

/// Makes the chat of a signed-in page and offers it to everything below.
pub fn provide_chat(overview: Overview) -> Chat {
    let chat = Chat::new(overview);
    provide_context(chat);
    chat
}

/// The chat that this component is part of.
///
/// # Panics
/// Outside of a signed-in page.
pub fn expect_chat() -> Chat {
    expect_context()
}
