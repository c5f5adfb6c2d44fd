//! What the browser asks over HTTP: server functions, each a few lines, with the work in
//! `server::service`. A browser without JavaScript posts the same functions as plain forms. Those
//! of the account are posted by pages without WebAssembly alone, which also ask here what they show.

mod accounts;
mod contacts;
mod conversations;
#[cfg(feature = "ssr")]
mod deletion;
#[cfg(feature = "ssr")]
mod door;
mod encoding;
mod form_return;
mod forms;
mod messages;
#[cfg(feature = "ssr")]
mod passwords;
mod problem;
#[cfg(feature = "ssr")]
mod profile;
#[cfg(feature = "ssr")]
mod sessions;
mod status;

#[cfg(feature = "ssr")]
pub use accounts::check_invite;
pub use accounts::{is_own_path, log_in, log_out, sign_up};
pub use contacts::{get_overview, list_contacts};
pub use conversations::{get_conversation, page_messages};
#[cfg(feature = "ssr")]
pub use deletion::{delete_account, export_data};
pub use form_return::use_form_return;
pub use forms::post_form;
pub use messages::{mark_seen, send_message, take_back};
#[cfg(feature = "ssr")]
pub use passwords::{
    change_password, count_recovery_codes, find_reset, judge_password, keep_codes,
    list_fresh_codes, recover, renew_recovery_codes, reset_password,
};
#[cfg(feature = "ssr")]
pub use profile::{edit_profile, find_own_card};
#[cfg(feature = "ssr")]
pub use sessions::{end_other_sessions, end_session, list_sessions, make_token, take_fresh_token};
pub use status::{set_sends_seen, set_status};
