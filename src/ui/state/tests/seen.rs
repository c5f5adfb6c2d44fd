//! What was on screen.

use super::world::World;
use crate::domain::Seq;

#[test]
fn what_is_on_screen_is_not_counted_any_more_and_is_to_be_reported() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    (0..3).for_each(|_| drop(world.receive(ana)));
    let mut tab = world.tab_with(ana);
    assert_eq!(tab.contacts()[0].unseen(), 3);
    tab.put_on_screen(Seq(2));
    assert_eq!(tab.contacts()[0].unseen(), 1);
    assert_eq!(tab.list_seen_due(), [(world.with(ana), Seq(2))]);
    tab.put_on_screen(Seq(1));
    assert_eq!(tab.list_seen_due(), [(world.with(ana), Seq(2))], "screens do not go back");
    world.see(world.me, ana, Seq(2));
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.list_seen_due(), []);
    assert_eq!(tab.contacts(), world.list());
}

#[test]
fn own_messages_on_screen_are_nothing_to_report() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.say(ana);
    let mut tab = world.tab_with(ana);
    tab.put_on_screen(Seq(1));
    assert_eq!(tab.list_seen_due(), []);
    world.receive(ana);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.list_seen_due(), [], "it was not on screen yet");
    assert_eq!(tab.contacts()[0].unseen(), 1);
}

#[test]
fn what_lies_before_the_loaded_messages_counts_as_seen_with_them() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    (0..80).for_each(|_| drop(world.receive(ana)));
    world.say(ana);
    let mut tab = world.tab_with(ana);
    tab.put_on_screen(Seq(81));
    assert_eq!(tab.list_seen_due(), [(world.with(ana), Seq(81))]);
    assert_eq!(tab.contacts()[0].unseen(), 0);
}

#[test]
fn another_tab_that_has_seen_more_is_believed() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    (0..3).for_each(|_| drop(world.receive(ana)));
    let mut tab = world.tab_with(ana);
    tab.put_on_screen(Seq(1));
    world.see(world.me, ana, Seq(3));
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.contacts()[0].unseen(), 0);
    assert_eq!(tab.list_seen_due(), []);
}

#[test]
fn a_screen_cannot_be_ahead_of_the_conversation() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.receive(ana);
    let mut tab = world.tab_with(ana);
    tab.put_on_screen(Seq(999));
    assert_eq!(tab.list_seen_due(), [(world.with(ana), Seq(1))]);
}

#[test]
fn with_nothing_open_nothing_is_on_screen() {
    let mut world = World::new(&["Ana"]);
    world.receive(world.id(1));
    let mut tab = world.tab();
    tab.put_on_screen(Seq(1));
    assert_eq!(tab.list_seen_due(), []);
}
