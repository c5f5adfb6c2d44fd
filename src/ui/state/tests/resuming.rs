//! Breaks, and what makes them good again.

use super::world::{World, places};
use crate::domain::Token;
use crate::protocol::{Resume, ServerFrame};
use crate::ui::state::{ChatState, Need};

fn connect(world: &World, tab: &mut ChatState) {
    world.welcome(tab).into_iter().for_each(|frame| tab.apply(frame));
}

#[test]
fn after_a_quiet_break_nothing_is_fetched() {
    let mut world = World::new(&["Ana"]);
    let mut tab = world.tab_with(world.id(1));
    connect(&world, &mut tab);
    tab.disconnected();
    world.go_on();
    connect(&world, &mut tab);
    assert_eq!(tab.needs(), []);
    assert_eq!(tab.token(), &world.token());
}

#[test]
fn after_a_break_what_was_missed_is_told_and_nothing_is_fetched() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    world.receive(ana);
    let mut tab = world.tab_with(ana);
    connect(&world, &mut tab);
    tab.disconnected();
    world.receive(ana);
    world.receive(bo);
    world.join("Cy");
    connect(&world, &mut tab);
    assert_eq!(tab.needs(), []);
    assert_eq!(tab.contacts(), world.list());
    assert_eq!(places(&tab), [Some(1), Some(2)]);
    assert_eq!(tab.token(), &world.token());
}

#[test]
fn until_the_last_piece_is_there_the_token_stays_where_it_was() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    connect(&world, &mut tab);
    tab.disconnected();
    let before = tab.token().clone();
    world.receive(ana);
    world.facts.clear();
    let mut pieces = world.welcome(&tab);
    let last = pieces.pop().unwrap();
    pieces.into_iter().for_each(|piece| tab.apply(piece));
    world.receive(ana);
    world.facts.drain(..).for_each(|fact| tab.apply(fact));
    assert_eq!((tab.token(), tab.needs()), (&before, vec![]));
    tab.apply(last);
    assert_eq!(tab.token(), &world.token());
}

#[test]
fn after_a_long_break_everything_on_screen_is_fetched_and_merged() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    let mut tab = world.tab_with(ana);
    connect(&world, &mut tab);
    tab.disconnected();
    (0..101).for_each(|_| drop(world.receive(bo)));
    connect(&world, &mut tab);
    let username = world.people[1].username.clone();
    assert_eq!(tab.needs(), [Need::Overview, Need::Conversation(username)]);
    world.meet_needs(&mut tab);
    assert_eq!(tab.contacts(), world.list());
    assert_eq!(tab.token(), &world.token());
}

#[test]
fn every_loaded_part_of_the_sidebar_is_fetched_again() {
    let names: Vec<String> = (0..100).map(|n| format!("Person {n:03}")).collect();
    let mut world = World::new(&names.iter().map(String::as_str).collect::<Vec<_>>());
    (1..=100).for_each(|place| drop(world.receive(world.id(place))));
    let mut tab = world.tab();
    while tab.has_more_contacts() {
        tab.merge_contacts(world.contacts(tab.next_contacts_offset()));
    }
    connect(&world, &mut tab);
    tab.disconnected();
    world.see(world.me, world.id(5), crate::domain::Seq(1));
    connect(&world, &mut tab);
    world.meet_needs(&mut tab);
    assert_eq!(tab.contacts(), world.list());
}

#[test]
fn a_skipped_message_makes_everything_be_fetched() {
    let mut world = World::new(&["Ana", "Bo"]);
    let (ana, bo) = (world.id(1), world.id(2));
    let mut tab = world.tab_with(ana);
    connect(&world, &mut tab);
    world.receive(bo);
    world.receive(bo);
    tab.apply(world.facts.pop().unwrap());
    assert!(tab.needs().contains(&Need::Overview));
    let known = tab.token().clone();
    assert!(known.number < world.token().number);
    world.meet_needs(&mut tab);
    assert_eq!(tab.token(), &world.token());
}

#[test]
fn another_history_replaces_what_was_known() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.receive(ana);
    let mut tab = world.tab_with(ana);
    // In the restored backup the message was never written.
    let welcome = world.welcome(&tab).remove(0);
    let ServerFrame::Welcome { protocol, me, token, .. } = welcome else { unreachable!() };
    let token = Token { epoch: "other".into(), ..token };
    tab.apply(ServerFrame::Welcome { protocol, me, resume: Resume::TakeFreshPages, token });
    assert_eq!(places(&tab), []);
    assert_eq!(tab.contacts()[0].last, None);
    assert_eq!(tab.needs().len(), 2);
}

#[test]
fn a_catching_up_that_broke_off_is_begun_again_whatever_was_fetched_meanwhile() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    connect(&world, &mut tab);
    tab.disconnected();
    let before = tab.token().clone();
    world.receive(ana);
    tab.apply(world.welcome(&tab).remove(0));
    tab.disconnected();
    tab.merge_conversation(world.view(ana));
    tab.merge_overview(world.overview(0));
    assert_eq!(tab.token(), &before);
    connect(&world, &mut tab);
    assert_eq!(tab.token(), &world.token());
}
