//! Accounts in memory, by everything that finds them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::User;
use crate::domain::{Email, Status, UnixMillis, UserId, Username};

/// See the module.
#[derive(Default)]
pub(super) struct People {
    users: HashMap<UserId, Arc<User>>,
    usernames: HashMap<Username, UserId>,
    /// Names that somebody had before.
    former_names: HashMap<Username, UserId>,
    emails: HashMap<Email, UserId>,
    /// When somebody's being Busy ends.
    busy_ends: BTreeSet<(UnixMillis, UserId)>,
}

impl People {
    pub fn find(&self, id: UserId) -> Option<Arc<User>> {
        self.users.get(&id).cloned()
    }

    /// Who has the name, or had it.
    pub fn find_by_username(&self, username: &Username) -> Option<Arc<User>> {
        let by_name = self.usernames.get(username).or_else(|| self.former_names.get(username));
        by_name.and_then(|id| self.find(*id))
    }

    pub fn find_by_email(&self, email: &Email) -> Option<Arc<User>> {
        self.emails.get(email).and_then(|id| self.find(*id))
    }

    /// In no particular order.
    pub fn list(&self) -> impl Iterator<Item = &Arc<User>> {
        self.users.values()
    }

    /// When the first Busy person's time ends.
    pub fn next_busy_end(&self) -> Option<UnixMillis> {
        self.busy_ends.first().map(|(at, _)| *at)
    }

    /// Those whose time as Busy is over.
    pub fn list_busy_ended(&self, now: UnixMillis) -> Vec<UserId> {
        self.busy_ends.iter().take_while(|(at, _)| *at <= now).map(|(_, user)| *user).collect()
    }

    pub fn is_former_name(&self, name: &Username) -> bool {
        self.former_names.contains_key(name)
    }

    pub fn put_former_name(&mut self, name: Username, user: UserId) {
        self.former_names.insert(name, user);
    }

    pub fn put(&mut self, user: Arc<User>) {
        if let Some(before) = self.users.remove(&user.id) {
            self.usernames.remove(&before.username);
            if let Some(email) = &before.email {
                self.emails.remove(email);
            }
            if let Some(end) = busy_end(&before) {
                self.busy_ends.remove(&end);
            }
        }
        self.usernames.insert(user.username.clone(), user.id);
        if let Some(email) = &user.email {
            self.emails.insert(email.clone(), user.id);
        }
        self.busy_ends.extend(busy_end(&user));
        self.users.insert(user.id, user);
    }
}

fn busy_end(user: &User) -> Option<(UnixMillis, UserId)> {
    match user.status {
        Status::Busy { until: Some(until) } => Some((until, user.id)),
        _ => None,
    }
}
