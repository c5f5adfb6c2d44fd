//! The context that components work with.

use std::sync::Arc;

use leptos::prelude::*;

use super::by_conversation::ByConversation;
use super::errands::Errand;
use super::seeing::Reported;
use super::sender::Sender;
use super::{Link, Log};
use crate::domain::{
    Contact, ConversationId, ConversationView, Overview, Person, Seq, UnixMillis, UserId,
};
use crate::protocol::ClientFrame;
use crate::ui::state::{ChatState, When};

/// Hands a command to the socket.
pub(super) type Carrier = Arc<dyn Fn(ClientFrame) + Send + Sync>;

/// A signed-in tab's chat: what is known, and what can be done. All reading is reactive. A handle, to
/// be copied at will; it lives as long as the owner that it was made in.
#[derive(Clone, Copy)]
pub struct Chat {
    pub(super) state: RwSignal<ChatState>,
    pub(super) link: RwSignal<Link>,
    /// Whether the connection goes, or is about to go, by events instead of a socket.
    pub(super) by_events: RwSignal<bool>,
    /// The socket, while there is one.
    pub(super) carrier: StoredValue<Option<Carrier>>,
    /// How many connections there have been.
    pub(super) connections: StoredValue<u32>,
    /// What is being fetched or sent over HTTP.
    pub(super) under_way: RwSignal<Vec<Errand>>,
    /// How far this connection was told that things have arrived and were seen.
    pub(super) reported: StoredValue<ByConversation<Reported>>,
    /// On screen, but in a tab that nobody looks at.
    pub(super) behind: StoredValue<Option<(ConversationId, Seq)>>,
    /// The number of the newest search.
    pub(super) searches: StoredValue<u64>,
    pub(super) drafts: StoredValue<ByConversation<String>>,
    pub(super) sender: StoredValue<Sender>,
    /// When somebody was last told that this person is writing.
    pub(super) typed: StoredValue<UnixMillis>,
    listed: Memo<Vec<UserId>>,
    log: Memo<Option<Arc<Log>>>,
}

impl Chat {
    /// The chat of a page rendered with this overview, on either side. It does not connect by
    /// itself: see [`Chat::connect`].
    pub fn new(overview: Overview) -> Self {
        let state = RwSignal::new(ChatState::new(overview));
        Self {
            state,
            link: RwSignal::new(Link::Connecting),
            by_events: RwSignal::new(false),
            carrier: StoredValue::new(None),
            connections: StoredValue::new(0),
            under_way: RwSignal::new(Vec::new()),
            reported: StoredValue::new(ByConversation::default()),
            behind: StoredValue::new(None),
            searches: StoredValue::new(0),
            drafts: StoredValue::new(ByConversation::default()),
            sender: StoredValue::new(Sender::default()),
            typed: StoredValue::new(UnixMillis::default()),
            listed: Memo::new(move |_| state.with(ChatState::listed)),
            log: Memo::new(move |_| state.with(ChatState::log)),
        }
    }

    /// Oneself.
    pub fn me(self) -> Person {
        self.state.with_untracked(ChatState::me)
    }

    /// Whom the sidebar lists: what a search has found, else the loaded part, latest conversation
    /// first, then by name, everybody once.
    pub fn listed(self) -> Memo<Vec<UserId>> {
        self.listed
    }

    /// Whether [`Chat::listed`] is what a search has found.
    pub fn is_search(self) -> bool {
        self.state.with(ChatState::is_search)
    }

    /// One person's line of the sidebar; `None` for somebody that this tab never heard of.
    pub fn find_contact(self, person: UserId) -> Option<Contact> {
        self.state.with(|state| state.find_contact(person))
    }

    /// A contact, for what changes about it.
    pub fn contact(self, contact: Contact) -> Memo<Contact> {
        let person = contact.person.id;
        Memo::new(move |_| self.find_contact(person).unwrap_or_else(|| contact.clone()))
    }

    /// Oneself, for what changes about one.
    pub fn myself(self) -> Memo<Contact> {
        let me = self.read(|state| state.find_contact(state.me().id)).flatten();
        self.contact(me.expect("known from the start"))
    }

    /// The contact of that username, if this tab knows it.
    pub fn find_by_username(self, username: &str) -> Option<Contact> {
        self.state.with_untracked(|state| state.find_by_username(username))
    }

    /// How many messages are unseen, over all conversations; `None` once the page is gone.
    pub fn unseen(self) -> Option<u64> {
        self.state.try_with(ChatState::unseen)
    }

    /// Whether what one sees is shown to others, and the reverse.
    pub fn sends_seen(self) -> bool {
        self.state.with(ChatState::sends_seen)
    }

    /// When an own message of the open conversation was delivered, and seen, as far as is known.
    pub fn receipt_times(self, seq: Seq) -> (Option<When>, Option<When>) {
        self.state.with(|state| state.receipt_times(seq))
    }

    /// Whether [`Chat::load_more_contacts`] has something to load.
    pub fn has_more_contacts(self) -> bool {
        self.state.with(ChatState::has_more_contacts)
    }

    /// Where the next part of the sidebar begins, for the link that stands in for
    /// [`Chat::load_more_contacts`] without JavaScript.
    pub fn next_contacts_offset(self) -> usize {
        self.state.with(ChatState::next_contacts_offset)
    }

    /// How the connection stands.
    pub fn link(self) -> Link {
        self.link.get()
    }

    /// Whether the connection is live by the slower way, because WebSockets are blocked.
    pub fn is_slower(self) -> bool {
        self.by_events.get() && self.link() == Link::Live
    }

    /// Puts a conversation on screen, in place of the one that was. If it is on screen already, the
    /// view is merged into it and nothing moves.
    pub fn open(self, view: ConversationView) {
        self.write(|state| state.open(view));
    }

    /// Nothing is on screen any more.
    pub fn close_conversation(self) {
        self.write(ChatState::close_conversation);
    }

    /// The conversation on screen: its messages without a hole, oldest first, then the own ones that
    /// are under way. Equal logs are the same `Arc`.
    pub fn log(self) -> Memo<Option<Arc<Log>>> {
        self.log
    }

    /// Reads the state; `None` once the page is gone, which answers may outlive.
    pub(super) fn read<T>(self, look: impl FnOnce(&ChatState) -> T) -> Option<T> {
        self.state.try_with_untracked(look)
    }

    /// Changes the state, if the page is still there.
    pub(super) fn write<T>(self, change: impl FnOnce(&mut ChatState) -> T) -> Option<T> {
        self.state.try_update(change)
    }

    pub(super) fn is_live(self) -> bool {
        self.link.try_get_untracked() == Some(Link::Live)
    }

    /// Hands a command to the socket. Only of use while the link is live.
    pub(super) fn carry(self, frame: ClientFrame) {
        if let Some(carrier) = self.carrier.try_get_value().flatten() {
            carrier(frame);
        }
    }
}
