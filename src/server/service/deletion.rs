//! Leaving for good.

use super::passwords::prove;
use crate::domain::{Field, UserId};
use crate::server::auth::CurrentUser;
use crate::server::db::AccountEdit;
use crate::server::{App, Error};

/// Deletes the account of whoever asks: sessions, profile and codes go, messages stay with the others
/// under "Deleted account", and the name is never given again.
///
/// # Errors
/// [`crate::domain::ProblemCode::WrongPassword`] at [`Field::Password`].
pub async fn delete_account(app: &App, current: &CurrentUser, password: &str) -> Result<(), Error> {
    let user = prove(app, current, password, Field::Password).await?;
    erase(app, user.id).await
}

/// Deletes an account.
///
/// # Errors
/// [`crate::domain::ProblemCode::NotFound`] for one that is gone.
pub(super) async fn erase(app: &App, user: UserId) -> Result<(), Error> {
    let edit = AccountEdit { delete: true, ..AccountEdit::default() };
    app.store.edit_account(user, edit).await?;
    Ok(())
}
