//! What Natter is about: people, names, messages, cursors, problems.
//!
//! Plain Rust and serde, the same on the server and in the browser. Nothing here knows of a
//! database, a socket or a page. Values are parsed where they enter ([`Username::parse`],
//! [`MessageBody::parse`] …) and trusted from there on.

mod bio;
mod body;
mod conversation;
mod credentials;
mod cursors;
mod email;
mod folding;
mod form_return;
mod full_name;
mod ids;
mod message;
mod order;
mod person;
mod problem;
mod scope;
mod session_view;
mod status;
mod strength;
mod text;
mod time;
mod token;
mod username;
mod views;

pub use bio::{BIO_MAX_CHARS, Bio};
pub use body::{BODY_MAX_CHARS, MessageBody};
pub use conversation::{ConversationId, MESSAGES_PER_PAGE};
pub use credentials::{PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS, Password};
pub use cursors::{Cursors, Receipts};
pub use email::Email;
pub use folding::fold;
pub use form_return::FormReturn;
pub use full_name::{FULL_NAME_MAX_CHARS, FullName};
pub use ids::{ClientId, SessionId, UserId};
pub use message::{HeldMessage, LastMessage, Message, PREVIEW_MAX_CHARS};
pub use order::{CommitNumber, Seq};
pub use person::{Person, Presence};
pub use problem::{Field, Problem, ProblemCode};
pub use scope::Scope;
pub use session_view::SessionView;
pub use status::{BUSY_MAX_MS, Status};
pub use strength::Strength;
pub use time::UnixMillis;
pub use token::Token;
pub use username::{USERNAME_MAX_CHARS, USERNAME_MIN_CHARS, Username};
pub use views::{Account, CONTACTS_PER_PAGE, Contact, ContactsPage, ConversationView, Overview};
