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
    commit: u64,
    last_change: u64,
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
        let token = self.commit();
        self.facts.push(ServerFrame::PersonJoined { person: person.clone(), token });
        person.id
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

    /// I write, from another tab.
    pub fn say(&mut self, to: UserId) -> Message {
        self.write(self.me, to, ClientId::random())
    }

    pub fn write(&mut self, sender: UserId, other: UserId, client_id: ClientId) -> Message {
        let id = self.with(other);
        let log = self.messages.entry(id.clone()).or_default();
        let seq = Seq(log.len() as u64 + 1);
        let message = Message {
            conversation: id.clone(),
            seq,
            sender,
            client_id,
            body: MessageBody::parse(&format!("message {}", seq.0)).unwrap(),
            // Some fall into the same millisecond.
            sent_at: UnixMillis(1_000 + self.commit as i64 / 2),
        };
        log.push(message.clone());
        self.cursors.entry((id.clone(), sender)).or_default().own_after_seen += 1;
        let (token, cursors) = (self.commit(), self.cursors_of(&id, self.me));
        self.facts.push(ServerFrame::MessageSent { message: message.clone(), cursors, token });
        message
    }

    /// Everything up to `seq` was on that person's screen.
    pub fn see(&mut self, who: UserId, other: UserId, seq: Seq) {
        let id = self.with(other);
        let log = self.messages.get(&id).map(Vec::as_slice).unwrap_or_default();
        let own = log.iter().filter(|m| m.sender == who && m.seq > seq).count() as u64;
        let cursors = Cursors { seen: seq.min(Seq(log.len() as u64)), own_after_seen: own };
        if self.cursors_of(&id, who).seen < cursors.seen {
            self.cursors.insert((id.clone(), who), cursors);
            let token = self.commit();
            let fact = ServerFrame::CursorsMoved { conversation: id, person: who, cursors, token };
            self.facts.push(fact);
        }
    }

    /// Something happens that does not concern me.
    pub fn go_on(&mut self) {
        self.commit += 1;
    }

    pub fn token(&self) -> Token {
        Token { epoch: "e".into(), number: CommitNumber(self.commit) }
    }

    pub fn welcome(&self, shown: &Token) -> ServerFrame {
        let up_to_date = shown.epoch == "e" && self.last_change <= shown.number.0;
        let resume = if up_to_date { Resume::UpToDate } else { Resume::TakeFreshPages };
        let token = self.token();
        ServerFrame::Welcome { protocol: PROTOCOL_VERSION, me: self.me, resume, token }
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
        Overview { me: self.people[0].clone(), page: self.contacts(offset) }
    }

    pub fn view(&self, other: UserId) -> ConversationView {
        let person = self.people.iter().find(|person| person.id == other).unwrap();
        ConversationView {
            contact: self.contact(person),
            messages: self.page(&self.with(other), Seq(u64::MAX)),
            other_seen: self.cursors_of(&self.with(other), other).seen,
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
