//! What waits in the browser, over tabs and reloads.

use super::own_messages::{refused, states};
use super::world::World;
use crate::domain::{
    ClientId, ConversationId, Field, MessageBody, Problem, ProblemCode, Seq, UnixMillis, UserId,
};
use crate::ui::state::{
    ChatState, LineState, Outcome, Pending, PendingState, read_entries, read_settled,
};

/// "hi", as it is when it has just been written.
pub fn unsent(conversation: ConversationId, client_id: ClientId, place: Option<u64>) -> Pending {
    let body = MessageBody::parse("hi").unwrap();
    let (at, state) = (UnixMillis(1), PendingState::Sending);
    Pending { conversation, client_id, body, at, state, place }
}

/// What the tab that leads has to hand over now.
pub fn due(tab: &ChatState) -> Vec<ClientId> {
    tab.list_due(true).into_iter().map(|pending| pending.client_id).collect()
}

/// An outbox with so many messages to one person.
fn outbox(world: &World, to: UserId, count: u64) -> Vec<Pending> {
    let entry = |place| unsent(world.with(to), ClientId::random(), Some(place));
    (1..=count).map(entry).collect()
}

fn ids(outbox: &[Pending]) -> Vec<ClientId> {
    outbox.iter().map(|pending| pending.client_id).collect()
}

#[test]
fn what_was_not_sent_is_at_the_end_of_its_conversation_in_the_order_of_writing() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    world.receive(ana);
    let mut tab = world.tab_with(ana);
    let mut kept = outbox(&world, ana, 3);
    let order = ids(&kept);
    kept.push(unsent(world.with(bo), ClientId::random(), Some(9)));
    tab.merge_outbox(kept);
    let lines = tab.log().unwrap().lines.iter().map(|line| line.key.client_id).collect::<Vec<_>>();
    assert_eq!(lines[1..], order);
    assert_eq!(tab.list_unsent().count(), 4);
}

#[test]
fn of_a_conversation_one_is_handed_over_at_a_time() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    let mut tab = world.tab_with(ana);
    let mut kept = outbox(&world, ana, 2);
    kept.push(unsent(world.with(bo), ClientId::random(), Some(3)));
    tab.merge_outbox(kept.clone());
    let order = ids(&kept);
    assert_eq!(due(&tab), [order[0], order[2]]);
    world.write(world.me, ana, order[0]);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(due(&tab), [order[1], order[2]]);
    assert_eq!(tab.take_outcomes(), [Outcome::Sent(order[0], Seq(1))]);
    assert!(!tab.has_outcomes(), "each is told once");
}

#[test]
fn only_the_tab_that_leads_sends_what_all_have() {
    let world = World::new(&["Ana", "Bo"]);
    let mut tab = world.tab_with(world.id(1));
    tab.merge_outbox(outbox(&world, world.id(1), 1));
    let own = unsent(world.with(world.id(2)), ClientId::random(), None);
    tab.send(own.clone());
    assert_eq!(tab.list_due(false), [own], "nobody else has this one");
    assert_eq!(due(&tab).len(), 2);
}

#[test]
fn a_refused_one_stops_those_behind_it_until_it_is_sent_or_taken_back() {
    let world = World::new(&["Ana"]);
    let mut tab = world.tab_with(world.id(1));
    let kept = outbox(&world, world.id(1), 3);
    tab.merge_outbox(kept.clone());
    let problem = Problem::from(ProblemCode::ForbiddenCharacter);
    tab.apply(refused(kept[0].client_id, problem.code));
    assert_eq!(due(&tab), []);
    let stopped = [LineState::Failed(problem), LineState::Behind, LineState::Behind];
    assert_eq!(states(&tab), stopped);
    tab.take_back(kept[0].client_id).unwrap();
    assert_eq!(due(&tab), [kept[1].client_id]);
    assert_eq!(states(&tab), [LineState::Sending, LineState::Sending]);
}

#[test]
fn what_may_pass_by_itself_stops_nobody_for_good() {
    let world = World::new(&["Ana"]);
    let mut tab = world.tab_with(world.id(1));
    let kept = outbox(&world, world.id(1), 2);
    tab.merge_outbox(kept.clone());
    let first = kept[0].client_id;
    tab.apply(refused(first, ProblemCode::TooMany));
    assert_eq!(tab.list_to_retry(), [first]);
    assert_eq!(states(&tab)[1], LineState::Sending);
    assert_eq!(due(&tab), [first], "and nothing passes it");
}

#[test]
fn what_another_tab_took_back_goes_and_what_it_heard_to_be_durable_stays() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let kept = outbox(&world, ana, 3);
    let order = ids(&kept);
    tab.merge_outbox(kept.clone());
    // The second is durable, and this tab has not heard of it yet.
    tab.settle(order[1], Seq(1));
    tab.merge_outbox(vec![kept[2].clone()]);
    assert_eq!(states(&tab), [LineState::Sent, LineState::Sending]);
    world.write(world.me, ana, order[1]);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(states(&tab), [LineState::Sent, LineState::Sending]);
    assert_eq!(due(&tab), [order[2]]);
}

#[test]
fn what_the_page_already_has_is_not_sent_again() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let kept = outbox(&world, ana, 1);
    let arrived = world.write(world.me, ana, kept[0].client_id);
    let mut tab = world.tab_with(ana);
    tab.merge_outbox(kept);
    assert_eq!(states(&tab), [LineState::Sent]);
    assert_eq!(due(&tab), []);
    assert_eq!(tab.take_outcomes(), [Outcome::Sent(arrived.client_id, arrived.seq)]);
}

#[test]
fn a_text_that_was_changed_after_the_first_had_arrived_is_not_taken_for_it() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut kept = outbox(&world, ana, 1);
    let client_id = kept[0].client_id;
    kept[0].body = MessageBody::parse("hello").unwrap();
    let mut tab = world.tab_with(ana);
    tab.merge_outbox(kept);
    world.write(world.me, ana, client_id);
    tab.apply(world.facts.pop().unwrap());
    let reused = Problem::from(ProblemCode::ClientIdReused);
    assert_eq!(states(&tab), [LineState::Sent, LineState::Failed(reused)]);
    // Sent after all, it is another message.
    let other = client_id.successor();
    let told = Outcome::Failed(client_id, other, ProblemCode::ClientIdReused);
    assert_eq!(tab.take_outcomes(), [told]);
    tab.retry(other);
    assert_eq!(due(&tab), [other]);
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let world = World::new(&["Ana"]);
    let own = unsent(world.with(world.id(1)), ClientId::random(), Some(7));
    let (id, conversation) = (own.client_id.to_string(), own.conversation.to_string());
    let good = ["7", &id, &conversation, "hi", "1", ""];
    let with = |place: usize, text: &'static str| {
        let mut texts = good;
        texts[place] = text;
        texts
    };
    let odd = [with(0, "x"), with(1, "x"), with(2, "x"), with(3, ""), with(4, "undefined")];
    let refused = with(5, r#""too_many""#);
    let told = [&[good], &odd[..], &[refused]].concat().concat().join("\0");
    let problem = Problem::at(Field::Body, ProblemCode::TooMany);
    let failed = Pending { state: PendingState::Failed(problem), ..own.clone() };
    assert_eq!(read_entries(&told), [own, failed]);
    assert_eq!(read_entries(""), []);
    assert_eq!(read_settled(&format!("{id}\07")).unwrap().1, Seq(7));
    assert_eq!(read_settled("x"), None);
}

#[test]
fn what_waits_for_somebody_busy_is_the_servers_from_then_on() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let kept = outbox(&world, ana, 2);
    let order = ids(&kept);
    let mut tab = world.tab_with(ana);
    tab.merge_outbox(kept.clone());
    world.set_busy(ana, true);
    world.hold(ana, order[0]);
    world.facts.drain(..).for_each(|fact| tab.apply(fact));
    assert_eq!(states(&tab), [LineState::Held, LineState::Sending]);
    assert_eq!(due(&tab), [order[1]]);
    assert_eq!(tab.take_outcomes(), [Outcome::Sent(order[0], Seq::ZERO)]);
    // A tab that has its page from the server and finds it in the outbox, too.
    let mut late = world.tab_with(ana);
    late.merge_outbox(kept);
    assert_eq!(states(&late), [LineState::Held, LineState::Sending]);
    // And one that another tab told before the server did.
    tab.settle(order[1], Seq::ZERO);
    assert_eq!(states(&tab), [LineState::Held]);
}
