//! What the server has, against what the tabs were told and what they hold.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use natter::domain::{
    Account, ClientId, Contact, ConversationId, Cursors, HeldMessage, Message, Receipts, Seq,
};

use super::flaw::{Check, Flaw};
use super::outbox::Acknowledged;
use super::person::{Person, Trouble};
use super::tab::Tab;

/// A conversation as it is fetched anew.
pub struct Fresh {
    id: ConversationId,
    /// The messages after this place, oldest first.
    from: u64,
    messages: Vec<Message>,
    /// As each of the two sees it.
    lines: Vec<Line>,
}

struct Line {
    person: Person,
    contact: Contact,
    receipts: Receipts,
    waiting: Vec<HeldMessage>,
    account: Account,
}

impl Fresh {
    /// Asks for it as both of the two.
    pub async fn fetch(
        address: &str,
        id: &ConversationId,
        pair: &[Person; 2],
        from: u64,
    ) -> Result<Self, Trouble> {
        let mut lines = vec![];
        let people = if pair[0].id == pair[1].id { &pair[..1] } else { &pair[..] };
        for person in people {
            let other = pair.iter().find(|other| other.id != person.id).unwrap_or(person);
            let overview = person.overview(address).await?;
            let contact = overview.page.contacts.into_iter().find(|line| line.conversation == *id);
            let view = person.view(address, &other.username).await?;
            // Before the first message the notes to oneself have none.
            lines.push(Line {
                person: person.clone(),
                contact: contact.unwrap_or(view.contact),
                receipts: view.receipts,
                waiting: view.held,
                account: overview.account,
            });
        }
        let (mut pages, mut before): (Vec<Vec<Message>>, u64) = (vec![], i64::MAX as u64);
        while before > from + 1 {
            let page = pair[0].page(address, id, before).await;
            let page = match page {
                Ok(page) => page,
                // Nobody has written yet, so that there is no conversation.
                Err(_) if before == i64::MAX as u64 && lines[0].contact.last.is_none() => break,
                Err(trouble) => return Err(trouble),
            };
            let Some(first) = page.first() else { break };
            before = first.seq.0;
            pages.push(page);
        }
        let messages = pages.into_iter().rev().flatten().filter(|m| m.seq.0 > from).collect();
        Ok(Self { id: id.clone(), from, messages, lines })
    }

    /// The place of the last message.
    pub fn last(&self) -> u64 {
        self.from + self.messages.len() as u64
    }

    pub fn id(&self) -> &ConversationId {
        &self.id
    }

    /// Those after the place from which it was fetched.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Whether this waits in it for somebody Busy.
    pub fn waits(&self, client_id: ClientId) -> bool {
        let mut waiting = self.lines.iter().flat_map(|line| &line.waiting);
        waiting.any(|held| held.client_id == client_id)
    }
}

/// What was acknowledged, and nothing else, is there: once, in order, at its place.
pub fn judge_log(fresh: &[Fresh], tabs: &[Arc<Tab>]) -> Vec<Flaw> {
    let mut flaws = vec![];
    for conversation in fresh {
        judge_numbers(conversation, &mut flaws);
        let mut by_id: HashMap<ClientId, &Message> = HashMap::new();
        for message in &conversation.messages {
            if by_id.insert(message.client_id, message).is_some() {
                let text = format!("{} is there twice", message.client_id);
                flaws.push(Flaw::new(Check::Doubled, text));
            }
        }
        let mut acknowledged = HashSet::new();
        for tab in tabs {
            let outbox = tab.outbox();
            let is_of_it = |told: &&Acknowledged| {
                told.draft.conversation == conversation.id && told.seq.0 > conversation.from
            };
            let told: Vec<&Acknowledged> = outbox.acknowledged.iter().filter(is_of_it).collect();
            acknowledged.extend(told.iter().map(|told| told.draft.client_id));
            for told in &told {
                flaws.extend(judge_one(told, by_id.get(&told.draft.client_id).copied()));
            }
            let mut by_number = told;
            by_number.sort_by_key(|told| told.draft.number);
            if outbox.refused == 0 && !by_number.is_sorted_by_key(|told| told.seq) {
                let text = format!("{}: what it wrote is out of order", tab.name);
                flaws.push(Flaw::new(Check::Order, text));
            }
        }
        for taken_back in tabs.iter().flat_map(|tab| tab.outbox().taken_back.clone()) {
            if let Some(message) = by_id.get(&taken_back) {
                let text = format!("number {} was taken back", message.seq.0);
                flaws.push(Flaw::new(Check::Leaked, text));
            }
        }
        for message in by_id.values().filter(|m| !acknowledged.contains(&m.client_id)) {
            let text = format!("number {} was acknowledged to nobody", message.seq.0);
            flaws.push(Flaw::new(Check::Foreign, text));
        }
    }
    flaws
}

/// Its numbers are dense, its times do not go back.
pub fn judge_numbers(conversation: &Fresh, flaws: &mut Vec<Flaw>) {
    let mut before = None;
    for (message, place) in conversation.messages.iter().zip(conversation.from + 1..) {
        if message.seq.0 != place {
            let text = format!("place {place} is taken by number {}", message.seq.0);
            return flaws.push(Flaw::new(Check::Numbers, text));
        }
        if before.is_some_and(|before| message.sent_at < before) {
            flaws.push(Flaw::new(Check::Numbers, format!("the time of number {place} goes back")));
        }
        before = Some(message.sent_at);
    }
}

/// What was acknowledged is there, as it was.
pub fn judge_one(told: &Acknowledged, there: Option<&Message>) -> Option<Flaw> {
    let seq = told.seq.0;
    match there {
        None => Some(Flaw::new(Check::Lost, format!("number {seq} was acknowledged"))),
        Some(message) if message.seq.0 != seq => {
            let text = format!("number {seq} is number {} now", message.seq.0);
            Some(Flaw::new(Check::Moved, text))
        }
        Some(message) if message.body.as_str() != told.draft.body => {
            Some(Flaw::new(Check::Moved, format!("number {seq} says something else")))
        }
        Some(_) => None,
    }
}

/// Cursors are where somebody moved them, and unseen are the others' messages after them.
pub fn judge_cursors(fresh: &[Fresh], tabs: &[Arc<Tab>]) -> Vec<Flaw> {
    let mut flaws = vec![];
    for conversation in fresh {
        for Line { person, contact: line, .. } in &conversation.lines {
            let cursors = line.cursors;
            let is_later = |message: &&Message| message.seq > cursors.seen;
            let after = || conversation.messages.iter().filter(is_later);
            let own = after().filter(|message| message.sender == person.id).count() as u64;
            let unseen = after().count() as u64 - own;
            // What was judged before is not fetched again, so that it cannot be counted.
            if cursors.seen.0 >= conversation.from && line.unseen() != unseen {
                let text = format!("{}: {} where {unseen} are", person.username, line.unseen());
                flaws.push(Flaw::new(Check::Unseen, text));
            }
            if cursors.seen.0 >= conversation.from && cursors.own_after_seen != own {
                let text = format!(
                    "{}: {} own after the cursor where {own} are",
                    person.username, cursors.own_after_seen
                );
                flaws.push(Flaw::new(Check::Unseen, text));
            }
            let own_tabs = tabs.iter().filter(|tab| tab.person.id == person.id);
            let marked =
                own_tabs.filter_map(|tab| tab.outbox().marked.get(&conversation.id).copied());
            if marked.max().unwrap_or_default() < cursors.seen {
                let text = format!("{}: seen to {}", person.username, cursors.seen.0);
                flaws.push(Flaw::new(Check::Cursor, text));
            }
        }
    }
    flaws
}

/// Every tab holds what a fresh page shows.
pub fn judge_tabs(fresh: &[Fresh], tabs: &[Arc<Tab>]) -> Vec<Flaw> {
    let mut flaws = vec![];
    for tab in tabs {
        let held = tab.held();
        for conversation in fresh {
            let Some(thread) = held.threads.get(&conversation.id) else { continue };
            let last = conversation.last();
            let mine = conversation.lines.iter().find(|line| line.person.id == tab.person.id);
            let Some(Line { contact, receipts, waiting, account, .. }) = mine else { continue };
            let mut say = |text: String| {
                flaws.push(Flaw::new(Check::Stale, format!("{}: {text}", tab.name)));
            };
            if held.last(&conversation.id) != last {
                say(format!("holds {} of {last}", held.last(&conversation.id)));
            } else if newest_first(&thread.messages)
                .zip(newest_first(&conversation.messages))
                .any(|(held, fresh)| held != fresh)
            {
                say("holds other messages".into());
            }
            // What arrived is told to the others alone.
            let own = |cursors: &Cursors| (cursors.seen, cursors.own_after_seen);
            if own(&thread.cursors) != own(&contact.cursors) {
                say(format!("holds {:?}, fresh are {:?}", thread.cursors, contact.cursors));
            }
            // In the notes to oneself there is nobody else. What the other wrote has arrived there, and is
            // not told of: what counts is how many of one's own have.
            let last_own = |seq: Seq| {
                let own = conversation.messages.iter().filter(|m| m.sender == tab.person.id);
                own.map(|message| message.seq).filter(|own| *own <= seq).max()
            };
            let others = |receipts: &Receipts| (receipts.seen, last_own(receipts.delivered));
            let has_other = contact.person.id != tab.person.id;
            if has_other && others(&thread.receipts) != others(receipts) {
                say(format!("holds {:?}, fresh are {receipts:?}", thread.receipts));
            }
            let fresh_waiting: BTreeSet<ClientId> = waiting.iter().map(|m| m.client_id).collect();
            if thread.waiting != fresh_waiting {
                say(format!("{} wait, fresh are {}", thread.waiting.len(), waiting.len()));
            }
            if held.unseen != account.unseen {
                say(format!("holds {} unseen, fresh are {}", held.unseen, account.unseen));
            }
        }
    }
    flaws
}

fn newest_first(messages: &[Message]) -> impl Iterator<Item = &Message> {
    messages.iter().rev()
}
