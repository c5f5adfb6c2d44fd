//! Pages that have nothing live about them: rendered on the server, and no WebAssembly. Their forms
//! are plain ones; small scripts (`public/static/plain`) make them handier and are needed for nothing.

mod auth_card;
mod codes;
mod input;
mod log_in;
mod notice;
mod page;
mod plain_form;
mod recover;
mod reset;
mod returned;
mod settings;
mod sign_up;
mod token_box;
mod welcome;

pub use page::{ADDRESSES, PlainApp, SCRIPTS};
