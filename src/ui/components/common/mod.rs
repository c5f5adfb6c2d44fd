//! Look, wording and behaviour that every screen shares.

mod area_text;
mod avatar;
mod busy_note;
mod day_words;
mod each;
mod empty_state;
mod form_button;
mod icon;
mod menu;
mod page_title;
mod presence_dot;
mod problem_text;
mod shown_name;
mod when;

pub use area_text::area_text;
pub use avatar::{Avatar, AvatarSize};
pub use busy_note::BusyNote;
pub use day_words::{busy_words, day_words, moment_words, when_words};
pub use each::{Each, EntryKey};
pub use empty_state::EmptyState;
pub use form_button::{FormButton, Press};
pub use icon::{Icon, IconName};
pub use menu::{close_menu, close_on_escape};
pub use page_title::PageTitle;
pub use presence_dot::PresenceDot;
pub use problem_text::problem_text;
pub use shown_name::shown_name;
pub use when::When;
