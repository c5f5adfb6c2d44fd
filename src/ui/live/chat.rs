//! The context that components work with.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use leptos::prelude::*;

use super::errands::Errand;
use super::{LineKey, LineState, Link, Log};
use crate::domain::{
    Contact, ConversationId, ConversationView, Overview, Person, Presence, Seq, UserId,
};
use crate::protocol::ClientFrame;
use crate::ui::state::ChatState;

/// Hands a command to the socket.
pub(super) type Carrier = Arc<dyn Fn(ClientFrame) + Send + Sync>;

/// A signed-in tab's chat: what is known, as signals, and what can be done. A handle, to be copied
/// at will; it lives as long as the owner that it was made in.
#[derive(Clone, Copy)]
pub struct Chat {
    pub(super) state: RwSignal<ChatState>,
    pub(super) link: RwSignal<Link>,
    /// The socket, while there is one.
    pub(super) carrier: StoredValue<Option<Carrier>>,
    /// How many connections there have been.
    pub(super) connections: StoredValue<u32>,
    /// What is being fetched or sent over HTTP.
    pub(super) under_way: RwSignal<HashSet<Errand>>,
    /// How far this connection was told that things were seen.
    pub(super) reported_seen: StoredValue<HashMap<ConversationId, Seq>>,
    /// On screen, but in a tab that nobody looks at.
    pub(super) behind: StoredValue<Option<(ConversationId, Seq)>>,
    /// The number of the newest search.
    pub(super) searches: StoredValue<u64>,
    pub(super) drafts: StoredValue<HashMap<ConversationId, String>>,
    contacts: Memo<Vec<Contact>>,
    has_more_contacts: Memo<bool>,
    search_results: Memo<Option<Vec<Contact>>>,
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
            carrier: StoredValue::new(None),
            connections: StoredValue::new(0),
            under_way: RwSignal::new(HashSet::new()),
            reported_seen: StoredValue::new(HashMap::new()),
            behind: StoredValue::new(None),
            searches: StoredValue::new(0),
            drafts: StoredValue::new(HashMap::new()),
            contacts: Memo::new(move |_| state.with(ChatState::contacts)),
            has_more_contacts: Memo::new(move |_| state.with(ChatState::has_more_contacts)),
            search_results: Memo::new(move |_| state.with(ChatState::search_results)),
            log: Memo::new(move |_| state.with(ChatState::log)),
        }
    }

    /// Oneself.
    pub fn me(self) -> Person {
        self.state.with_untracked(ChatState::me)
    }

    /// The loaded part of the sidebar: latest conversation first, then by name, everybody once.
    pub fn contacts(self) -> Memo<Vec<Contact>> {
        self.contacts
    }

    /// One person's line of the sidebar, for what changes within it; `None` for somebody that this
    /// tab never heard of.
    pub fn contact(self, person: UserId) -> Memo<Option<Contact>> {
        Memo::new(move |_| self.state.with(|state| state.find_contact(person)))
    }

    /// Whether [`Chat::load_more_contacts`] has something to load.
    pub fn has_more_contacts(self) -> Memo<bool> {
        self.has_more_contacts
    }

    /// Where the next part of the sidebar begins, for the link that stands in for
    /// [`Chat::load_more_contacts`] without JavaScript.
    pub fn next_contacts_offset(self) -> Memo<usize> {
        Memo::new(move |_| self.state.with(ChatState::next_contacts_offset))
    }

    /// What the search has found; `None` while nothing is searched for.
    pub fn search_results(self) -> Memo<Option<Vec<Contact>>> {
        self.search_results
    }

    /// Whether somebody is there.
    pub fn presence(self, person: UserId) -> Memo<Presence> {
        Memo::new(move |_| self.state.with(|state| state.presence(person)))
    }

    /// How the connection stands.
    pub fn link(self) -> Signal<Link> {
        self.link.into()
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

    /// How far one message of the log has come, for what changes within its line; `None` if it is
    /// not in the log.
    pub fn line_state(self, key: LineKey) -> Memo<Option<LineState>> {
        Memo::new(move |_| self.log.with(|log| Some(log.as_ref()?.find_line(key)?.state.clone())))
    }

    /// The person whose conversation is on screen.
    pub fn opened_with(self) -> Memo<Option<UserId>> {
        Memo::new(move |_| self.log.with(|log| log.as_ref().map(|log| log.with)))
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
