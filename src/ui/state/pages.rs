//! What is fetched.

use super::chat_state::ChatState;
use crate::domain::{
    CommitNumber, Contact, ContactsPage, ConversationId, ConversationView, MESSAGES_PER_PAGE,
    Message, Overview, UserId,
};

impl ChatState {
    /// Oneself and a part of the sidebar.
    pub fn merge_overview(&mut self, overview: Overview) {
        let token = overview.page.token.clone();
        self.merge_person(overview.me, token.number);
        self.merge_account(overview.account, &token);
        let (from, next) = self.list(overview.page);
        self.freshness.pay_overview(from, next, &token);
    }

    /// A later part of the sidebar, scrolled to.
    pub fn merge_contacts(&mut self, page: ContactsPage) {
        self.list(page);
    }

    /// A later part of the sidebar, fetched anew because [`super::Need::Contacts`] said so.
    pub fn renew_contacts(&mut self, page: ContactsPage) {
        let token = page.token.clone();
        let (from, next) = self.list(page);
        self.freshness.pay_contacts(from, next, &token);
    }

    /// What a search has found; its contacts are known from then on, but not listed.
    pub fn show_search(&mut self, page: ContactsPage) {
        self.found = Some(page.contacts.iter().map(|contact| contact.person.id).collect());
        let at = page.token.number;
        page.contacts.into_iter().for_each(|contact| self.merge_contact(contact, at));
        self.show();
    }

    /// The search is over.
    pub fn end_search(&mut self) {
        self.found = None;
    }

    /// What is on screen from now on. If it is on screen already the view is merged into it.
    pub fn open(&mut self, view: ConversationView) {
        let id = view.contact.conversation.clone();
        if self.open.as_ref() == Some(&id) {
            return self.merge_conversation(view);
        }
        self.close_conversation();
        self.freshness.opened_with(&view.token);
        self.open = Some(id.clone());
        self.threads.entry(id).or_default().log.open(&view.messages);
        self.merge_view(&view);
        self.note_all_durable(&view.messages);
    }

    /// The conversation on screen, fetched anew. One that is not on screen any more only tells about
    /// its contact.
    pub fn merge_conversation(&mut self, view: ConversationView) {
        let id = view.contact.conversation.clone();
        self.merge_view(&view);
        if self.open.as_ref() == Some(&id) {
            self.threads.entry(id).or_default().log.merge(&view.messages);
            self.freshness.pay_view(&view.token);
        }
        self.note_all_durable(&view.messages);
    }

    /// Older messages of a conversation, or ones that fill a hole.
    pub fn merge_messages(&mut self, id: &ConversationId, page: &[Message]) {
        if self.open.as_ref() != Some(id) {
            return;
        }
        let page: Vec<_> = page.iter().filter(|m| m.conversation == *id).cloned().collect();
        self.threads.entry(id.clone()).or_default().log.merge(&page);
        self.note_all_durable(&page);
    }

    /// Nothing is on screen any more.
    pub fn close_conversation(&mut self) {
        if let Some(thread) = self.open.take().and_then(|id| self.threads.get_mut(&id)) {
            thread.log.shorten(MESSAGES_PER_PAGE as usize);
        }
        self.freshness.forgo_view();
        self.show();
    }

    /// Lists a page's contacts. Returns where it begins, and where the next one would have to, if
    /// more are listed.
    fn list(&mut self, page: ContactsPage) -> (usize, Option<usize>) {
        let adjoins = page.offset <= self.next_contacts_offset();
        let end = page.offset + page.contacts.len();
        let last = page.contacts.last().map(Self::place_on_page);
        let people: Vec<UserId> = page.contacts.iter().map(|contact| contact.person.id).collect();
        let at = page.token.number;
        page.contacts.into_iter().for_each(|contact| self.merge_contact(contact, at));
        match last {
            _ if !adjoins => self.sidebar.add_apart(people.into_iter()),
            Some(last) if end < page.total => self.sidebar.extend(Some(last)),
            _ => self.sidebar.extend(None),
        }
        self.show();
        let more_listed = end < page.total && end < self.next_contacts_offset();
        (page.offset, more_listed.then_some(end))
    }

    /// All of a view but its messages.
    pub(super) fn merge_view(&mut self, view: &ConversationView) {
        let at = view.token.number;
        self.merge_contact(view.contact.clone(), at);
        let thread = self.threads.entry(view.contact.conversation.clone()).or_default();
        thread.progress.merge(view.receipts);
        thread.held.merge(&view.held, at);
        view.held.iter().for_each(|held| self.settle_held(held));
    }

    fn merge_contact(&mut self, contact: Contact, at: CommitNumber) {
        self.merge_person(contact.person, at);
        let thread = self.threads.entry(contact.conversation).or_default();
        contact.last.into_iter().for_each(|last| thread.merge_last(last));
        thread.merge_cursors(contact.cursors);
    }
}
