//! What is at each address.

mod account_form;
mod chat;
mod conversation;
mod form_problem;
mod log_in;
mod not_found;
mod open_username;
mod sign_up;
mod start;

pub use chat::ChatPage;
pub use log_in::LogInPage;
pub use not_found::NotFoundPage;
pub use open_username::open_username;
pub use sign_up::SignUpPage;
