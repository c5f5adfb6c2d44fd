//! What is at each address.

mod chat;
mod conversation;
mod not_found;
mod open_username;
mod start;

pub use chat::ChatPage;
pub use not_found::NotFoundPage;
pub use open_username::open_username;
