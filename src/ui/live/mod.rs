//! The tab's state, made reactive, and kept in step with the server.
//!
//! [`Chat`] is what components work with. It is made while rendering, on both sides, from what the
//! page was rendered with; only the browser connects it. Everything that it knows is in
//! [`crate::ui::state::ChatState`]; in here is what happens over time.

mod by_conversation;
mod chat;
mod connection;
mod context;
mod draft;
mod errands;
mod leading;
mod loading;
mod posting;
mod searching;
mod seeing;
mod sender;
mod sending;
mod tab;
#[cfg(test)]
mod tests;
mod typing;
mod waiting;

pub use super::socket::Link;
pub use super::state::{LineKey, LineState, Log, LogLine, When};
pub use chat::Chat;
pub use context::{expect_chat, provide_chat};
pub use draft::Draft;
