//! What people say of themselves.

use std::sync::Arc;

use crate::domain::{Bio, Email, FullName, Scope, Username};
use crate::server::auth::CurrentUser;
use crate::server::db::{AccountEdit, User};
use crate::server::{App, Error};

/// What was typed; `None` leaves a thing as it is.
#[derive(Default)]
pub struct EditProfile {
    pub full_name: Option<String>,
    pub username: Option<String>,
    /// Empty for none.
    pub email: Option<String>,
    pub bio: Option<String>,
}

/// Changes a person's profile; everybody is told. A username that is given up stays theirs: nobody
/// else gets it, and its addresses lead to the new one.
///
/// # Errors
/// The first problem, in the order of the form, at its field: those of the domain's parsers, and
/// [`crate::domain::ProblemCode::Taken`].
pub async fn edit(
    app: &App,
    current: &CurrentUser,
    typed: EditProfile,
) -> Result<Arc<User>, Error> {
    current.require(Scope::Full)?;
    let edit = AccountEdit {
        full_name: typed.full_name.as_deref().map(FullName::parse).transpose()?,
        username: typed.username.as_deref().map(Username::parse).transpose()?,
        email: typed.email.as_deref().map(Email::parse_optional).transpose()?,
        bio: typed.bio.as_deref().map(Bio::parse).transpose()?,
        ..AccountEdit::default()
    };
    Ok(app.store.edit_account(current.user, edit).await?)
}
