//! What writes about people and their sessions mean.

use std::sync::Arc;

use super::Plan;
use crate::domain::{Bio, Field, SessionId, Status, UnixMillis, UserId};
use crate::server::db::{Change, DbError, NewSession, NewUser, Session, User};

impl Plan<'_> {
    pub(super) fn insert_user(&mut self, new: NewUser) -> Result<Arc<User>, DbError> {
        if self.staged.is_username_taken(self.heads, &new.username, None) {
            return Err(DbError::Taken(Field::Username));
        }
        let is_taken = |email| self.staged.is_email_taken(self.heads, email, None);
        if new.email.as_ref().is_some_and(is_taken) {
            return Err(DbError::Taken(Field::Email));
        }
        if let Some(invite) = &new.invite {
            self.spend(invite)?;
        }
        let user = Arc::new(User {
            id: UserId::random(),
            username: new.username,
            email: new.email,
            full_name: new.full_name,
            password_hash: new.password_hash,
            created_at: self.now,
            last_seen: None,
            status: Status::Available,
            sends_seen: true,
            bio: Bio::default(),
            disabled: false,
            deleted: false,
        });
        self.replace_codes(user.id, &new.recovery_codes);
        self.staged.put_user(user.clone());
        self.changes.push(Change::PersonChanged(user.clone()));
        Ok(user)
    }

    pub(super) fn set_last_seen(&mut self, id: UserId, at: UnixMillis) -> Result<(), DbError> {
        let user = self.staged.find_user(self.heads, id).ok_or(DbError::NotFound)?;
        if user.last_seen != Some(at) {
            self.staged.put_user(Arc::new(User { last_seen: Some(at), ..(*user).clone() }));
        }
        Ok(())
    }

    pub(super) fn set_sends_seen(
        &mut self,
        id: UserId,
        sends_seen: bool,
    ) -> Result<Arc<User>, DbError> {
        let user = self.staged.find_user(self.heads, id).ok_or(DbError::NotFound)?;
        if user.sends_seen == sends_seen {
            return Ok(user);
        }
        let user = Arc::new(User { sends_seen, ..(*user).clone() });
        self.staged.put_user(user.clone());
        self.changes.push(Change::AccountChanged(user.clone()));
        Ok(user)
    }

    pub(super) fn insert_session(&mut self, new: NewSession) -> Result<Arc<Session>, DbError> {
        let user = self.staged.find_user(self.heads, new.user).ok_or(DbError::NotFound)?;
        if user.disabled {
            return Err(DbError::NotFound);
        }
        let session = Arc::new(Session {
            id: SessionId::random(),
            user: new.user,
            user_agent: new.user_agent,
            created_at: new.created_at,
            last_used: new.created_at,
            expires_at: new.expires_at,
            name: new.name,
            scope: new.scope,
        });
        self.staged.put_session(session.clone());
        Ok(session)
    }

    pub(super) fn renew_session(
        &mut self,
        id: SessionId,
        last_used: UnixMillis,
        expires_at: UnixMillis,
    ) -> Result<(), DbError> {
        let session = self.staged.find_session(self.heads, id).ok_or(DbError::NotFound)?;
        self.staged.put_session(Arc::new(Session { last_used, expires_at, ..(*session).clone() }));
        Ok(())
    }

    pub(super) fn revoke_session(&mut self, id: SessionId) {
        if let Some(session) = self.staged.find_session(self.heads, id) {
            self.changes.push(Change::SessionRevoked { session: id, user: session.user });
            self.staged.revoke_session(session);
        }
    }
}
