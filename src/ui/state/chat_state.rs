//! The state itself, and how it is read.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::freshness::Freshness;
use super::lines::Log;
use super::pending::{Outcome, Pending};
use super::presences::Presences;
use super::sidebar::{Place, Sidebar};
use super::stamped::Stamped;
use super::thread::Thread;
use crate::domain::{
    Contact, ConversationId, Overview, Person, Presence, Seq, Status, Token, UserId, fold,
};

/// Everything that a tab knows about its person's conversations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatState {
    pub(super) me: UserId,
    pub(super) people: HashMap<UserId, Known>,
    pub(super) threads: HashMap<ConversationId, Thread>,
    pub(super) presences: Presences,
    pub(super) sidebar: Sidebar,
    pub(super) found: Option<Vec<UserId>>,
    pub(super) open: Option<ConversationId>,
    pub(super) pending: Vec<Pending>,
    /// What the outbox of the browser is to be told.
    pub(super) outcomes: Vec<Outcome>,
    pub(super) freshness: Freshness,
    /// Over all conversations, as the server says.
    pub(super) unseen: Stamped<u64>,
    pub(super) sends_seen: Stamped<bool>,
    /// How many signs of somebody writing there were.
    pub(super) typings: u64,
    /// The open conversation's lines, made anew when they change.
    pub(super) shown: Option<Arc<Log>>,
}

/// A person's card, with the name as it is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub person: Stamped<Person>,
    pub sort_name: String,
}

impl Known {
    pub fn id(&self) -> UserId {
        self.person.get().id
    }
}

impl ChatState {
    /// The state of a tab that has just been given this page.
    pub fn new(overview: Overview) -> Self {
        let mut state = Self {
            me: overview.me.id,
            people: HashMap::new(),
            threads: HashMap::new(),
            presences: Presences::default(),
            sidebar: Sidebar::new(),
            found: None,
            open: None,
            pending: Vec::new(),
            outcomes: Vec::new(),
            freshness: Freshness::new(overview.page.token.clone()),
            unseen: Stamped::default(),
            sends_seen: Stamped::default(),
            typings: 0,
            shown: None,
        };
        state.merge_overview(overview);
        state
    }

    /// Oneself.
    pub fn me(&self) -> Person {
        let mut me = self.people[&self.me].person.get().clone();
        me.presence = self.presence(self.me);
        me
    }

    /// Whether others' messages reach somebody, as far as this tab knows.
    pub fn status(&self, person: UserId) -> Status {
        self.people.get(&person).map(|known| known.person.get().status).unwrap_or_default()
    }

    /// Whether somebody is there, as far as this tab knows.
    pub fn presence(&self, person: UserId) -> Presence {
        self.presences.get(person)
    }

    /// The loaded part of the sidebar, in its order, everybody once.
    #[cfg(test)]
    pub fn contacts(&self) -> Vec<Contact> {
        self.loaded().into_iter().filter_map(|person| self.find_contact(person)).collect()
    }

    /// Whom the sidebar lists: what the running search has found, else the loaded part, in its order,
    /// everybody once.
    pub fn listed(&self) -> Vec<UserId> {
        self.found.clone().unwrap_or_else(|| self.loaded())
    }

    /// Whether a search is running.
    pub fn is_search(&self) -> bool {
        self.found.is_some()
    }

    /// How many messages are unseen, over all conversations: what the server says, less what was on
    /// this tab's screen and the server does not know yet.
    pub fn unseen(&self) -> u64 {
        let seen_here = |thread: &Thread| {
            let last = thread.last_seq();
            thread.cursors.unseen(last) - thread.shown_cursors(self.me).unseen(last)
        };
        let seen_here = self.threads.values().map(seen_here).sum();
        self.unseen.get().saturating_sub(seen_here)
    }

    /// Whether what one sees is shown to others, and the reverse.
    pub fn sends_seen(&self) -> bool {
        *self.sends_seen.get()
    }

    fn loaded(&self) -> Vec<UserId> {
        let loaded =
            self.people.values().filter_map(|known| Some((self.loaded_at(known)?, known.id())));
        let mut loaded: Vec<_> = loaded.collect();
        loaded.sort();
        loaded.into_iter().map(|(_, person)| person).collect()
    }

    /// Where in the loaded part of the sidebar somebody is.
    fn loaded_at(&self, known: &Known) -> Option<Place> {
        let (person, place) = (known.id(), self.place(known));
        (self.is_contact(person) && self.sidebar.lists(person, &place)).then_some(place)
    }

    pub(super) fn thread_with(&self, person: UserId) -> Option<&Thread> {
        self.threads.get(&ConversationId::of_pair(self.me, person))
    }

    /// Whether there are more contacts than the loaded ones.
    pub fn has_more_contacts(&self) -> bool {
        !self.sidebar.has_everyone()
    }

    /// Where the next part of the sidebar begins.
    pub fn next_contacts_offset(&self) -> usize {
        let loaded = |known: &&Known| {
            self.is_contact(known.id()) && self.sidebar.reaches(&self.place(known))
        };
        self.people.values().filter(loaded).count()
    }

    /// One person's line of the sidebar, listed or not; `None` for somebody never heard of.
    pub fn find_contact(&self, person: UserId) -> Option<Contact> {
        let mut card = self.people.get(&person)?.person.get().clone();
        card.presence = self.presence(person);
        let conversation = ConversationId::of_pair(self.me, person);
        let thread = self.threads.get(&conversation);
        Some(Contact {
            person: card,
            last: thread.and_then(|thread| thread.last.clone()),
            cursors: thread.map(|thread| thread.shown_cursors(self.me)).unwrap_or_default(),
            conversation,
        })
    }

    /// The contact of that username.
    pub fn find_by_username(&self, username: &str) -> Option<Contact> {
        let mut known = self.people.values();
        let known = known.find(|known| known.person.get().username.as_str() == username)?;
        self.find_contact(known.id())
    }

    /// The open conversation.
    pub fn open_conversation(&self) -> Option<&ConversationId> {
        self.open.as_ref()
    }

    /// The open conversation's lines.
    pub fn log(&self) -> Option<Arc<Log>> {
        self.shown.clone()
    }

    /// The message before which older ones of the open conversation have to be asked for; `None` if
    /// its first message is here.
    pub fn older_before(&self) -> Option<(ConversationId, Seq)> {
        let id = self.open.clone()?;
        let before = self.threads.get(&id)?.log.older_before()?;
        Some((id, before))
    }

    /// Everything that concerns this person is known up to here: what to say in `Hello`.
    pub fn token(&self) -> &Token {
        self.freshness.token()
    }

    /// The people that this tab shows, each once: the open conversation's first, the
    /// others in an order that does not follow the sidebar's.
    pub fn people_shown(&self) -> Vec<UserId> {
        let open = self.open.as_ref().and_then(|open| open.other(self.me));
        let is_listed = |known: &&Known| {
            let is_found = |found: &Vec<UserId>| found.contains(&known.id());
            self.found.as_ref().is_some_and(is_found) || self.loaded_at(known).is_some()
        };
        let listed = self.people.values().filter(is_listed).map(|known| known.id());
        open.into_iter().chain(listed.filter(|person| open != Some(*person))).collect()
    }

    /// Oneself is a contact once there are notes to self.
    fn is_contact(&self, person: UserId) -> bool {
        let notes = || self.thread_with(self.me);
        person != self.me || notes().is_some_and(|thread| thread.last.is_some())
    }

    fn place(&self, known: &Known) -> Place {
        let last = self.thread_with(known.id()).and_then(|thread| thread.last.as_ref());
        Place {
            latest: Reverse(last.map(|last| last.sent_at)),
            name: known.sort_name.clone(),
            username: known.person.get().username.clone(),
        }
    }

    pub(super) fn place_on_page(contact: &Contact) -> Place {
        Place {
            latest: Reverse(contact.last.as_ref().map(|last| last.sent_at)),
            name: fold(contact.person.full_name.as_str()),
            username: contact.person.username.clone(),
        }
    }
}
