//! The messages of the open conversation.

use super::world::{World, places};
use crate::domain::{ClientId, Seq};
use crate::ui::state::{LineKey, LineState, Need};

fn seqs(range: std::ops::RangeInclusive<u64>) -> Vec<Option<u64>> {
    range.map(Some).collect()
}

#[test]
fn messages_arrive_live_in_their_order_and_once() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    (0..3).for_each(|_| drop(world.receive(ana)));
    for fact in world.facts.iter().rev().chain(&world.facts) {
        tab.apply(fact.clone());
    }
    assert_eq!(places(&tab), seqs(1..=3));
}

#[test]
fn nothing_after_a_hole_is_shown_before_it_is_filled() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.receive(ana);
    let mut tab = world.tab_with(ana);
    (0..3).for_each(|_| drop(world.receive(ana)));
    tab.apply(world.facts.last().unwrap().clone());
    assert_eq!(places(&tab), seqs(1..=1));
    let before = Seq(4);
    assert_eq!(tab.needs(), [Need::Messages { conversation: world.with(ana), before }]);
    world.meet_needs(&mut tab);
    assert_eq!(places(&tab), seqs(1..=4));
}

#[test]
fn a_page_that_is_older_than_what_the_sidebar_knows_is_completed() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.receive(ana);
    let old_view = world.view(ana);
    (0..120).for_each(|_| drop(world.receive(ana)));
    let mut tab = world.tab();
    tab.open(old_view);
    world.meet_needs(&mut tab);
    assert_eq!(places(&tab), seqs(1..=121));
}

#[test]
fn over_a_large_hole_the_older_part_is_let_go() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.receive(ana);
    let mut tab = world.tab_with(ana);
    (0..300).for_each(|_| drop(world.receive(ana)));
    tab.merge_overview(world.overview(0));
    world.meet_needs(&mut tab);
    assert_eq!(places(&tab), seqs(252..=301));
    assert!(tab.log().unwrap().has_older);
}

#[test]
fn older_pages_are_put_before_until_the_first_message() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    (0..120).for_each(|_| drop(world.receive(ana)));
    let mut tab = world.tab_with(ana);
    assert_eq!(places(&tab), seqs(71..=120));
    while let Some((id, before)) = tab.older_before() {
        tab.merge_messages(&id, &world.page(&id, before));
    }
    assert_eq!(places(&tab), seqs(1..=120));
    assert!(!tab.log().unwrap().has_older);
}

#[test]
fn an_older_page_that_comes_too_late_makes_no_hole() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    (0..60).for_each(|_| drop(world.receive(ana)));
    let mut tab = world.tab_with(ana);
    let (id, before) = tab.older_before().unwrap();
    let late = world.page(&id, before);
    tab.open(world.view(bo));
    tab.merge_messages(&id, &late);
    assert_eq!(places(&tab), []);
    (0..100).for_each(|_| drop(world.receive(ana)));
    tab.open(world.view(ana));
    tab.merge_messages(&id, &late);
    assert_eq!(places(&tab), seqs(111..=160));
    assert_eq!(tab.needs(), []);
}

#[test]
fn messages_heard_while_another_conversation_was_open_are_there_when_its_page_is_old() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    world.receive(ana);
    let (mut tab, old_view) = (world.tab_with(bo), world.view(ana));
    world.receive(ana);
    world.facts.iter().cloned().for_each(|fact| tab.apply(fact));
    tab.open(old_view);
    assert_eq!(places(&tab), seqs(1..=2));
}

#[test]
fn an_own_message_turns_from_sent_to_seen() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let key = LineKey { mine: true, client_id: world.say(ana) };
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.log().unwrap().find_line(key).unwrap().state, LineState::Sent);
    world.see(ana, ana, Seq(1));
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.log().unwrap().find_line(key).unwrap().state, LineState::Seen);
}

#[test]
fn a_stranger_who_copies_a_client_id_does_not_take_its_line() {
    let mut world = World::new(&["Ana"]);
    let (ana, client_id) = (world.id(1), ClientId::random());
    world.write(world.me, ana, client_id);
    world.write(ana, ana, client_id);
    let log = world.tab_with(ana).log().unwrap();
    assert_eq!(log.find_line(LineKey { mine: true, client_id }).unwrap().seq, Some(Seq(1)));
    assert_eq!(log.find_line(LineKey { mine: false, client_id }).unwrap().seq, Some(Seq(2)));
}

#[test]
fn facts_about_other_peoples_conversations_are_passed_over() {
    let mut others = World::new(&["Ana"]);
    let mut tab = World::new(&["Bo"]).tab();
    let before = tab.clone();
    others.receive(others.id(1));
    others.see(others.me, others.id(1), Seq(1));
    let facts = others.facts.drain(..);
    facts.for_each(|fact| tab.apply(fact));
    assert_eq!(tab.contacts(), before.contacts());
    assert_eq!(tab.needs(), []);
}
