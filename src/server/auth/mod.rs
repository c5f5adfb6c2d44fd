//! Who asks: passwords, sessions and the tokens that name them.
//!
//! A session is a row; a JSON web token carries its id and nothing that matters by itself. Every
//! request looks the session up in memory, so that one that was ended stops working everywhere at
//! once, whatever its token says.

pub mod cookie;
mod current_user;
mod devices;
mod grant_secret;
mod passwords;
mod session_life;
mod strength;
mod tokens;

pub(in crate::server) use current_user::bearer_token;
pub use current_user::{CurrentUser, find_current_user};
pub use devices::{DeviceId, Devices};
pub use grant_secret::GrantSecret;
pub use passwords::Passwords;
pub use session_life::{SESSION_LIFE_DAYS, renew, session_times};
pub use tokens::Tokens;
