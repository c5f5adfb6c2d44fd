//! What a change of an account means, and what allows it.

use std::sync::Arc;

use super::Plan;
use crate::domain::{Bio, Field, FullName, Status, UserId, Username};
use crate::server::db::account_edit::AccountEdit;
use crate::server::db::{Change, DbError, Ends, Grant, GrantId, GrantKind, User};

/// What stands in place of the name of somebody who is gone.
const NOBODY: &str = "Deleted account";

impl Plan<'_> {
    /// All of it, or nothing.
    pub(super) fn edit_account(
        &mut self,
        id: UserId,
        edit: AccountEdit,
    ) -> Result<Arc<User>, DbError> {
        let before = self.staged.find_user(self.heads, id).ok_or(DbError::NotFound)?;
        if before.deleted {
            return Err(DbError::NotFound);
        }
        let after = self.edited(&before, &edit)?;
        if let Some(grant) = &edit.spends {
            self.spend(grant)?;
        }
        if edit.password_hash.is_some() {
            self.end_resets(id);
        }
        if edit.delete {
            self.replace_codes(id, &[]);
        } else if let Some(codes) = &edit.recovery_codes {
            self.replace_codes(id, codes);
        }
        self.end_sessions(id, if edit.delete { Ends::All } else { edit.ends });
        if after == *before {
            return Ok(before);
        }
        if after.username != before.username {
            self.staged.put_former_name(before.username.clone(), id);
        }
        let is_shown = shown(&after) != shown(&before);
        let user = Arc::new(after);
        self.staged.put_user(user.clone());
        if is_shown {
            self.changes.push(Change::PersonChanged(user.clone()));
        }
        Ok(user)
    }

    pub(super) fn insert_grant(&mut self, grant: Grant) {
        self.staged.put_grant(Arc::new(grant));
    }

    /// Uses a grant once.
    pub(super) fn spend(&mut self, id: &GrantId) -> Result<(), DbError> {
        let grant = self.staged.find_grant(self.heads, id);
        let grant = grant.filter(|grant| grant.is_good(self.now)).ok_or(DbError::Spent)?;
        let uses_left = grant.uses_left - 1;
        self.staged.put_grant(Arc::new(Grant { uses_left, ..(*grant).clone() }));
        Ok(())
    }

    /// A link that was meant to set a password sets none once there is a newer one.
    fn end_resets(&mut self, user: UserId) {
        for grant in self.staged.list_grants_of(self.heads, user) {
            if grant.kind == GrantKind::Reset {
                self.staged.put_grant(Arc::new(Grant { uses_left: 0, ..(*grant).clone() }));
            }
        }
    }

    /// From now on these are a person's recovery codes, and whatever let anybody set their password
    /// is good for nothing.
    pub(super) fn replace_codes(&mut self, user: UserId, codes: &[GrantId]) {
        for grant in self.staged.list_grants_of(self.heads, user) {
            self.staged.put_grant(Arc::new(Grant { uses_left: 0, ..(*grant).clone() }));
        }
        for id in codes {
            let (id, kind, created_at) = (id.clone(), GrantKind::Recovery, self.now);
            let user = Some(user);
            self.insert_grant(Grant { id, kind, user, created_at, expires_at: None, uses_left: 1 });
        }
    }

    fn edited(&self, before: &User, edit: &AccountEdit) -> Result<User, DbError> {
        if edit.delete {
            return Ok(erased(before));
        }
        let mut user = before.clone();
        if let Some(username) = &edit.username {
            if self.staged.is_username_taken(self.heads, username, Some(user.id)) {
                return Err(DbError::Taken(Field::Username));
            }
            user.username = username.clone();
        }
        if let Some(email) = &edit.email {
            let is_taken = |email| self.staged.is_email_taken(self.heads, email, Some(before.id));
            if email.as_ref().is_some_and(is_taken) {
                return Err(DbError::Taken(Field::Email));
            }
            user.email.clone_from(email);
        }
        if let Some(full_name) = &edit.full_name {
            user.full_name = full_name.clone();
        }
        if let Some(bio) = &edit.bio {
            user.bio = bio.clone();
        }
        if let Some(hash) = &edit.password_hash {
            user.password_hash.clone_from(hash);
        }
        user.disabled = edit.disabled.unwrap_or(user.disabled);
        Ok(user)
    }

    fn end_sessions(&mut self, user: UserId, ends: Ends) {
        for session in self.staged.list_sessions_of(self.heads, user) {
            if ends.has(session) {
                self.revoke_session(session);
            }
        }
    }
}

/// What is left of somebody who has deleted their account: who wrote what they wrote.
fn erased(user: &User) -> User {
    let name = format!("deleted-{}", &user.id.as_uuid().simple().to_string()[..20]);
    User {
        id: user.id,
        username: Username::parse(&name).expect("a well-formed name"),
        email: None,
        full_name: FullName::parse(NOBODY).expect("a well-formed name"),
        password_hash: String::new(),
        created_at: user.created_at,
        last_seen: None,
        status: Status::Available,
        sends_seen: user.sends_seen,
        bio: Bio::default(),
        disabled: true,
        deleted: true,
    }
}

/// What others are shown of somebody.
fn shown(user: &User) -> impl PartialEq + use<'_> {
    (&user.username, &user.email, &user.full_name, &user.bio, user.deleted)
}
