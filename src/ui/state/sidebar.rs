//! Which contacts the sidebar lists, and in which order.

use std::cmp::Reverse;

use crate::domain::{UnixMillis, UserId, Username};

/// A contact's place: latest conversation first, then those without one by name; the username
/// settles ties. The same as the server's order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub latest: Reverse<Option<UnixMillis>>,
    pub name: String,
    pub username: Username,
}

/// How far down the list is loaded. A contact is listed if its place is not below that: somebody
/// who moves up by a message comes in, somebody who was not loaded yet stays out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sidebar {
    reach: Reach,
    /// Contacts of a page that does not adjoin the loaded ones (a page rendered for a browser
    /// without JavaScript begins anywhere).
    apart: Vec<UserId>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    Nothing,
    UpTo(Place),
    Everyone,
}

impl Sidebar {
    pub fn new() -> Self {
        Self { reach: Reach::Nothing, apart: Vec::new() }
    }

    /// Whether a contact at this place is among the loaded ones from the beginning.
    pub fn reaches(&self, place: &Place) -> bool {
        match &self.reach {
            Reach::Nothing => false,
            Reach::UpTo(last) => place <= last,
            Reach::Everyone => true,
        }
    }

    pub fn lists(&self, person: UserId, place: &Place) -> bool {
        self.reaches(place) || self.apart.contains(&person)
    }

    /// Whether somebody with this latest message could be listed, whatever the name.
    pub fn may_list(&self, latest: Option<UnixMillis>) -> bool {
        match &self.reach {
            Reach::Nothing => false,
            Reach::UpTo(last) => Reverse(latest) <= last.latest,
            Reach::Everyone => true,
        }
    }

    pub fn has_everyone(&self) -> bool {
        self.reach == Reach::Everyone
    }

    /// A page that begins where, or before, the loaded ones end; `None`: it is the last one.
    pub fn extend(&mut self, last: Option<Place>) {
        match (last, &self.reach) {
            (_, Reach::Everyone) => {}
            (None, _) => self.reach = Reach::Everyone,
            (Some(place), Reach::UpTo(last)) if place <= *last => {}
            (Some(place), _) => self.reach = Reach::UpTo(place),
        }
    }

    pub fn add_apart(&mut self, people: impl Iterator<Item = UserId>) {
        let new = people.filter(|person| !self.apart.contains(person));
        let new: Vec<_> = new.collect();
        self.apart.extend(new);
    }
}
