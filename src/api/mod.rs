//! What the browser asks over HTTP: server functions, each a few lines, with the work in
//! `server::service`. A browser without JavaScript posts the same functions as plain forms.

mod accounts;
mod contacts;
mod conversations;
#[cfg(feature = "ssr")]
mod door;
mod encoding;
mod form_return;
mod forms;
mod messages;
mod problem;
mod status;

pub use accounts::{is_own_path, log_in, log_out, sign_up};
pub use contacts::{get_overview, list_contacts};
pub use conversations::{get_conversation, page_messages};
pub use form_return::use_form_return;
pub use forms::post_form;
pub use messages::{mark_seen, send_message, take_back};
pub use status::{set_sends_seen, set_status};
