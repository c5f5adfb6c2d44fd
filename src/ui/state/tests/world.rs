//! A server, as far as one person can see it: answers with pages, and tells facts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use crate::domain::*;
use crate::protocol::{PROTOCOL_VERSION, Resume, ServerFrame};
use crate::ui::state::{ChatState, Need};

/// What the server has said, to be taken in whenever it arrives.
pub type Answer = Box<dyn FnOnce(&mut ChatState)>;

pub struct World {
    pub me: UserId,
    pub people: Vec<Person>,
    pub facts: Vec<ServerFrame>,
    messages: BTreeMap<ConversationId, Vec<Message>>,
    cursors: HashMap<(ConversationId, UserId), Cursors>,
    receipts: HashMap<ConversationId, Receipts>,
    held: BTreeMap<ConversationId, Vec<HeldMessage>>,
    /// When each conversation, each person and the account last changed.
    changed: HashMap<ConversationId, u64>,
    person_changed: HashMap<UserId, u64>,
    /// The commits that wrote messages.
    written: HashMap<(ConversationId, Seq), u64>,
    sends_seen: bool,
    commit: u64,
    last_change: u64,
}

/// Whoever has missed more takes fresh pages.
const CATCH_UP_MAX: u64 = 100;

impl World {
    /// Me, and people of these names.
    pub fn new(names: &[&str]) -> Self {
        let mut world = Self {
            me: UserId::random(),
            people: vec![],
            facts: vec![],
            messages: BTreeMap::new(),
            cursors: HashMap::new(),
            receipts: HashMap::new(),
            held: BTreeMap::new(),
            changed: HashMap::new(),
            person_changed: HashMap::new(),
            written: HashMap::new(),
            sends_seen: true,
            commit: 0,
            last_change: 0,
        };
        let me = person(world.me, "Me Myself", "me");
        world.people.push(me);
        for name in names {
            world.join(name);
        }
        world.facts.clear();
        world
    }

    pub fn join(&mut self, name: &str) -> UserId {
        let username = format!("{}-{}", name.to_lowercase().replace(' ', "."), self.people.len());
        let person = person(UserId::random(), name, &username);
        self.people.push(person.clone());
        self.tell_person(&person);
        person.id
    }

    fn tell_person(&mut self, person: &Person) {
        let token = self.commit();
        self.person_changed.insert(person.id, self.commit);
        self.facts.push(ServerFrame::PersonChanged { person: person.clone(), token });
    }

    /// That person is Busy, or Available again; to whom it was, what waited is sent.
    pub fn set_busy(&mut self, who: UserId, busy: bool) {
        let status = if busy { Status::Busy { until: None } } else { Status::Available };
        let person = self.people.iter_mut().find(|person| person.id == who).unwrap();
        if person.status == status {
            return;
        }
        person.status = status;
        let person = person.clone();
        self.tell_person(&person);
        let waiting = self.held.remove(&self.with(who)).unwrap_or_default();
        for held in waiting.into_iter().filter(|_| !busy) {
            self.write(self.me, who, held.client_id);
        }
    }

    /// I take back the oldest message that waits for that person.
    pub fn take_back(&mut self, other: UserId) {
        let conversation = self.with(other);
        let waiting = self.held.entry(conversation.clone()).or_default();
        if waiting.is_empty() {
            return;
        }
        let client_id = waiting.remove(0).client_id;
        let token = self.commit_in(&conversation);
        self.facts.push(ServerFrame::HeldTakenBack { conversation, client_id, token });
    }

    pub fn set_sends_seen(&mut self, sends_seen: bool) {
        if self.sends_seen != sends_seen {
            self.sends_seen = sends_seen;
            let token = self.commit();
            self.facts.push(ServerFrame::AccountChanged { account: self.account(), token });
        }
    }

    /// The person of that place; 0 is me.
    pub fn id(&self, place: usize) -> UserId {
        self.people[place].id
    }

    pub fn with(&self, other: UserId) -> ConversationId {
        ConversationId::of_pair(self.me, other)
    }

    /// Somebody else writes to me.
    pub fn receive(&mut self, from: UserId) -> Message {
        self.write(from, from, ClientId::random())
    }

    /// I write, from another tab. To somebody Busy it waits.
    pub fn say(&mut self, to: UserId) -> ClientId {
        let client_id = ClientId::random();
        let is_busy = self.people.iter().any(|p| p.id == to && p.status.is_busy());
        if to != self.me && is_busy {
            self.hold(to, client_id);
        } else {
            self.write(self.me, to, client_id);
        }
        client_id
    }

    pub fn hold(&mut self, to: UserId, client_id: ClientId) {
        let conversation = self.with(to);
        let message = HeldMessage {
            place: self.commit,
            conversation: conversation.clone(),
            client_id,
            body: MessageBody::parse("hi").unwrap(),
            held_at: UnixMillis(1_000 + self.commit as i64 / 2),
        };
        self.held.entry(conversation.clone()).or_default().push(message.clone());
        let token = self.commit_in(&conversation);
        self.facts.push(ServerFrame::MessageHeld { message, token });
    }

    /// Somebody writes; I always write "hi".
    pub fn write(&mut self, sender: UserId, other: UserId, client_id: ClientId) -> Message {
        let id = self.with(other);
        let log = self.messages.entry(id.clone()).or_default();
        let seq = Seq(log.len() as u64 + 1);
        let body = if sender == self.me { "hi".into() } else { format!("message {}", seq.0) };
        let message = Message {
            conversation: id.clone(),
            seq,
            sender,
            client_id,
            body: MessageBody::parse(&body).unwrap(),
            // Some fall into the same millisecond.
            sent_at: UnixMillis(1_000 + self.commit as i64 / 2),
        };
        log.push(message.clone());
        let cursors = self.cursors.entry((id.clone(), sender)).or_default();
        cursors.own_after_seen += 1;
        if cursors.delivered.next() == seq {
            cursors.delivered = seq;
        }
        let (token, cursors) = (self.commit_in(&id), self.cursors_of(&id, self.me));
        let unseen = self.account().unseen;
        let fact = ServerFrame::MessageSent { message: message.clone(), cursors, unseen, token };
        self.facts.push(fact);
        message
    }

    /// Everything up to `seq` was on that person's screen.
    pub fn see(&mut self, who: UserId, other: UserId, seq: Seq) {
        let id = self.with(other);
        let log = self.messages.get(&id).map(Vec::as_slice).unwrap_or_default();
        let own = log.iter().filter(|m| m.sender == who && m.seq > seq).count() as u64;
        let seen = seq.min(Seq(log.len() as u64));
        let before = self.cursors_of(&id, who);
        if seen <= before.seen {
            return;
        }
        let cursors = Cursors { delivered: before.delivered.max(seen), seen, own_after_seen: own };
        self.cursors.insert((id.clone(), who), cursors);
        let token = self.commit_in(&id);
        if who == self.me {
            let (conversation, unseen) = (id.clone(), self.account().unseen);
            self.facts.push(ServerFrame::CursorsMoved { conversation, cursors, unseen, token });
        } else {
            let receipts = self.receipts.entry(id).or_default();
            receipts.delivered = receipts.delivered.max(seen);
            receipts.seen = seen;
            self.tell_receipts(other, token);
        }
    }

    /// Everything up to `seq` has arrived at the other's.
    pub fn deliver(&mut self, other: UserId, seq: Seq) {
        let id = self.with(other);
        let delivered = seq.min(Seq(self.messages(other).len() as u64));
        if other != self.me && self.receipts_of(other).delivered < delivered {
            self.receipts.entry(id.clone()).or_default().delivered = delivered;
            let token = self.commit_in(&id);
            self.tell_receipts(other, token);
        }
    }

    fn tell_receipts(&mut self, person: UserId, token: Token) {
        let (conversation, receipts) = (self.with(person), self.receipts_of(person));
        self.facts.push(ServerFrame::ReceiptsMoved { conversation, person, receipts, token });
    }

    fn receipts_of(&self, other: UserId) -> Receipts {
        let receipts = self.receipts.get(&self.with(other)).copied().unwrap_or_default();
        if self.sends_seen { receipts } else { Receipts { seen: Seq::ZERO, ..receipts } }
    }

    fn account(&self) -> Account {
        let unseen = |(id, log): (&ConversationId, &Vec<Message>)| {
            self.cursors_of(id, self.me).unseen(Seq(log.len() as u64))
        };
        Account { unseen: self.messages.iter().map(unseen).sum(), sends_seen: self.sends_seen }
    }

    /// Something happens that does not concern me.
    pub fn go_on(&mut self) {
        self.commit += 1;
    }

    pub fn token(&self) -> Token {
        Token { epoch: "e".into(), number: CommitNumber(self.commit) }
    }

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

    fn cursors_of(&self, id: &ConversationId, who: UserId) -> Cursors {
        self.cursors.get(&(id.clone(), who)).copied().unwrap_or_default()
    }

    fn commit_in(&mut self, id: &ConversationId) -> Token {
        let token = self.commit();
        self.changed.insert(id.clone(), self.commit);
        let last = self.messages.get(id).map_or(0, Vec::len) as u64;
        self.written.entry((id.clone(), Seq(last))).or_insert(self.commit);
        token
    }

    fn commit(&mut self) -> Token {
        self.commit += 1;
        self.last_change = self.commit;
        self.token()
    }
}

fn person(id: UserId, name: &str, username: &str) -> Person {
    Person {
        id,
        username: Username::parse(username).unwrap(),
        full_name: FullName::parse(name).unwrap(),
        presence: Presence::default(),
        status: Status::Available,
    }
}

/// The places of the log's lines; `None` for those under way.
pub fn places(tab: &ChatState) -> Vec<Option<u64>> {
    let log = tab.log().expect("a conversation is open");
    log.lines.iter().map(|line| line.seq.map(|seq| seq.0)).collect()
}

/// The names in the sidebar, in order.
pub fn names(tab: &ChatState) -> Vec<String> {
    tab.contacts().iter().map(|contact| contact.person.full_name.to_string()).collect()
}
