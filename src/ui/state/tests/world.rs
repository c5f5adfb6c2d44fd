//! A server, as far as one person can see it: what happens there, and the facts that it tells.

use std::collections::{BTreeMap, HashMap};

use crate::domain::*;
use crate::protocol::ServerFrame;
use crate::ui::state::ChatState;

pub struct World {
    pub me: UserId,
    pub people: Vec<Person>,
    pub facts: Vec<ServerFrame>,
    pub(super) messages: BTreeMap<ConversationId, Vec<Message>>,
    pub(super) cursors: HashMap<(ConversationId, UserId), Cursors>,
    pub(super) receipts: HashMap<ConversationId, Receipts>,
    pub(super) held: BTreeMap<ConversationId, Vec<HeldMessage>>,
    /// When each conversation, each person and the account last changed.
    pub(super) changed: HashMap<ConversationId, u64>,
    pub(super) person_changed: HashMap<UserId, u64>,
    /// The commits that wrote messages.
    pub(super) written: HashMap<(ConversationId, Seq), u64>,
    pub(super) sends_seen: bool,
    pub(super) commit: u64,
    pub(super) last_change: u64,
}

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

    pub(super) fn receipts_of(&self, other: UserId) -> Receipts {
        let receipts = self.receipts.get(&self.with(other)).copied().unwrap_or_default();
        if self.sends_seen { receipts } else { Receipts { seen: Seq::ZERO, ..receipts } }
    }

    pub(super) fn account(&self) -> Account {
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

    pub(super) fn cursors_of(&self, id: &ConversationId, who: UserId) -> Cursors {
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
        email: None,
        bio: Bio::default(),
        is_deleted: false,
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
