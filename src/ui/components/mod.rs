//! The parts that pages are made of. Small, composed, and without knowledge of the server: they
//! talk to the tab's state through [`crate::ui::live::Chat`].

pub mod common;
pub mod conversation;
pub mod sidebar;
