//! What the server answers: pages, and what a tab has missed.

use std::cmp::Reverse;

use super::world::World;
use crate::domain::*;
use crate::protocol::{PROTOCOL_VERSION, Resume, ServerFrame};
use crate::ui::state::{ChatState, Need};

/// What the server has said, to be taken in whenever it arrives.
pub type Answer = Box<dyn FnOnce(&mut ChatState)>;

/// Whoever has missed more takes fresh pages.
const CATCH_UP_MAX: u64 = 100;

impl World {
    /// What a tab that comes back is told.
    pub fn welcome(&self, tab: &ChatState) -> Vec<ServerFrame> {
        let (shown, token) = (tab.token(), self.token());
        let since = shown.number.0;
        let resume = match shown.epoch == "e" {
            false => Resume::TakeFreshPages,
            true if self.last_change <= since => Resume::UpToDate,
            true if CATCH_UP_MAX < self.commit - since => Resume::TakeFreshPages,
            true => Resume::CatchUp,
        };
        let (me, protocol) = (self.me, PROTOCOL_VERSION);
        let mut frames = vec![ServerFrame::Welcome { protocol, me, resume, token: token.clone() }];
        if resume == Resume::CatchUp {
            let changed = |person: &&Person| {
                self.person_changed.get(&person.id).is_some_and(|commit| since < *commit)
            };
            let people: Vec<Person> = self.people.iter().filter(changed).cloned().collect();
            let account = self.account();
            for person in &self.people {
                let id = self.with(person.id);
                if self.changed.get(&id).is_none_or(|commit| *commit <= since) {
                    continue;
                }
                let mut view = self.view(person.id);
                view.messages = match tab.holds().contains(&id) {
                    true => self.written_after(&id, since),
                    false => vec![],
                };
                let (people, conversations, token) = (vec![], vec![view], token.clone());
                let more = true;
                frames.push(ServerFrame::Missed { people, conversations, account, token, more });
            }
            let (conversations, more) = (vec![], false);
            frames.push(ServerFrame::Missed { people, conversations, account, token, more });
        }
        frames
    }

    fn written_after(&self, id: &ConversationId, since: u64) -> Vec<Message> {
        let log = self.messages.get(id).map(Vec::as_slice).unwrap_or_default();
        let from = log.len().saturating_sub(200);
        let is_new = |message: &&Message| since < self.written[&(id.clone(), message.seq)];
        log[from..].iter().filter(is_new).cloned().collect()
    }

    /// Everybody, in the server's order.
    pub fn list(&self) -> Vec<Contact> {
        let mut contacts: Vec<_> = self.people.iter().map(|p| self.contact(p)).collect();
        contacts.retain(|contact| contact.person.id != self.me || contact.last.is_some());
        contacts.sort_by_cached_key(|contact| {
            let latest = contact.last.as_ref().map(|last| last.sent_at);
            let name = contact.person.full_name.as_str().to_lowercase();
            (Reverse(latest), name, contact.person.username.clone())
        });
        contacts
    }

    pub fn contacts(&self, offset: usize) -> ContactsPage {
        let all = self.list();
        let contacts = all.iter().skip(offset).take(CONTACTS_PER_PAGE).cloned().collect();
        ContactsPage {
            contacts,
            offset: offset.min(all.len()),
            total: all.len(),
            token: self.token(),
        }
    }

    pub fn overview(&self, offset: usize) -> Overview {
        let (me, account) = (self.people[0].clone(), self.account());
        Overview { me, account, page: self.contacts(offset) }
    }

    pub fn view(&self, other: UserId) -> ConversationView {
        let person = self.people.iter().find(|person| person.id == other).unwrap();
        ConversationView {
            contact: self.contact(person),
            messages: self.page(&self.with(other), Seq(u64::MAX)),
            receipts: self.receipts_of(other),
            held: self.held.get(&self.with(other)).cloned().unwrap_or_default(),
            token: self.token(),
        }
    }

    /// Up to 50 messages before `before`.
    pub fn page(&self, id: &ConversationId, before: Seq) -> Vec<Message> {
        let log = self.messages.get(id).map(Vec::as_slice).unwrap_or_default();
        let end = log.len().min(usize::try_from(before.0 - 1).unwrap());
        log[end.saturating_sub(MESSAGES_PER_PAGE as usize)..end].to_vec()
    }

    pub fn messages(&self, other: UserId) -> &[Message] {
        self.messages.get(&self.with(other)).map(Vec::as_slice).unwrap_or_default()
    }

    /// A tab that has just been given its page.
    pub fn tab(&self) -> ChatState {
        ChatState::new(self.overview(0))
    }

    /// A tab with that conversation on screen.
    pub fn tab_with(&self, other: UserId) -> ChatState {
        let mut tab = self.tab();
        tab.open(self.view(other));
        tab
    }

    /// Answers what the tab needs until it needs no more.
    pub fn meet_needs(&self, tab: &mut ChatState) {
        for _ in 0..100 {
            let needs = tab.needs();
            if needs.is_empty() {
                return;
            }
            needs.into_iter().for_each(|need| self.answer(&need)(tab));
        }
        panic!("the tab still needs {:?}", tab.needs());
    }

    /// What the server says now, to be taken in later.
    pub fn answer(&self, need: &Need) -> Answer {
        match need.clone() {
            Need::Overview => {
                let overview = self.overview(0);
                Box::new(move |tab| tab.merge_overview(overview))
            }
            Need::Contacts { offset } => {
                let page = self.contacts(offset);
                Box::new(move |tab| tab.renew_contacts(page))
            }
            Need::Conversation(username) => {
                let other = self.people.iter().find(|p| p.username == username).unwrap().id;
                let view = self.view(other);
                Box::new(move |tab| tab.merge_conversation(view))
            }
            Need::Messages { conversation, before } => {
                let page = self.page(&conversation, before);
                Box::new(move |tab| tab.merge_messages(&conversation, &page))
            }
        }
    }

    fn contact(&self, person: &Person) -> Contact {
        let conversation = self.with(person.id);
        Contact {
            person: person.clone(),
            last: self.messages(person.id).last().map(LastMessage::from),
            cursors: self.cursors_of(&conversation, self.me),
            conversation,
        }
    }
}
