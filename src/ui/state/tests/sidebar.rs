//! Who is listed, in which order, with which counts.

use super::world::{World, names};
use crate::domain::{CONTACTS_PER_PAGE, Presence, UnixMillis};
use crate::protocol::ServerFrame;
use crate::ui::state::Need;

fn crowd(count: usize) -> World {
    let names: Vec<String> = (0..count).map(|n| format!("Person {n:03}")).collect();
    World::new(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn the_latest_conversation_comes_first_then_people_by_name() {
    let mut world = World::new(&["Cy", "bo", "Ana"]);
    let mut tab = world.tab();
    assert_eq!(names(&tab), ["Ana", "bo", "Cy"]);
    world.receive(world.id(2));
    world.say(world.id(1));
    world.facts.iter().cloned().for_each(|fact| tab.apply(fact));
    assert_eq!(tab.contacts(), world.list());
    assert_eq!(names(&tab), ["Cy", "bo", "Ana"]);
}

#[test]
fn a_new_person_is_listed_by_name() {
    let mut world = World::new(&["Ana", "Cy"]);
    let mut tab = world.tab();
    world.join("Bo");
    let joined = world.facts.pop().unwrap();
    tab.apply(joined.clone());
    tab.apply(joined);
    assert_eq!(names(&tab), ["Ana", "Bo", "Cy"]);
}

#[test]
fn oneself_is_listed_once_there_are_notes() {
    let mut world = World::new(&["Ana"]);
    let mut tab = world.tab();
    assert_eq!(names(&tab), ["Ana"]);
    world.say(world.me);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(names(&tab), ["Me Myself", "Ana"]);
    assert_eq!(tab.contacts()[0].unseen(), 0);
}

#[test]
fn unseen_messages_are_the_others_after_the_cursor() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab();
    world.receive(ana);
    world.receive(ana);
    world.say(ana);
    world.facts.iter().cloned().for_each(|fact| tab.apply(fact));
    assert_eq!(tab.contacts()[0].unseen(), 2);
}

#[test]
fn the_list_loads_part_by_part_and_lists_everybody_once() {
    let mut world = crowd(100);
    let mut tab = world.tab();
    assert_eq!(tab.contacts().len(), CONTACTS_PER_PAGE);
    // While it loads, somebody from below moves up and somebody new comes in between.
    world.receive(world.id(90));
    world.join("Person 005 b");
    world.facts.iter().cloned().for_each(|fact| tab.apply(fact));
    world.meet_needs(&mut tab);
    assert_eq!(tab.contacts(), world.list()[..CONTACTS_PER_PAGE + 2]);
    while tab.has_more_contacts() {
        tab.merge_contacts(world.contacts(tab.next_contacts_offset()));
    }
    assert_eq!(tab.contacts(), world.list());
}

#[test]
fn somebody_new_who_belongs_further_down_comes_with_that_part() {
    let mut world = crowd(100);
    let mut tab = world.tab();
    world.join("Zoe");
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.contacts(), world.list()[..CONTACTS_PER_PAGE]);
    assert_eq!(tab.next_contacts_offset(), CONTACTS_PER_PAGE);
}

#[test]
fn a_message_from_somebody_not_loaded_asks_for_the_sidebar() {
    let mut world = crowd(100);
    let mut tab = world.tab();
    world.receive(world.id(90));
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.needs(), [Need::Overview]);
    tab.merge_overview(world.overview(0));
    assert_eq!(tab.needs(), []);
    assert_eq!(tab.contacts()[0].person.id, world.id(90));
}

#[test]
fn a_page_from_the_middle_is_shown_and_loading_goes_on_from_the_beginning() {
    let world = crowd(100);
    let mut tab = crate::ui::state::ChatState::new(world.overview(40));
    assert_eq!(tab.contacts(), world.list()[40..80]);
    assert_eq!(tab.next_contacts_offset(), 0);
    while tab.has_more_contacts() {
        tab.merge_contacts(world.contacts(tab.next_contacts_offset()));
    }
    assert_eq!(tab.contacts(), world.list());
}

#[test]
fn what_a_search_finds_is_not_added_to_the_list_and_stays_live() {
    let mut world = crowd(100);
    let mut tab = world.tab();
    let far = world.id(90);
    let mut page = world.contacts(0);
    page.contacts = world.list().into_iter().filter(|c| c.person.id == far).collect();
    tab.show_search(page);
    assert_eq!(tab.contacts().len(), CONTACTS_PER_PAGE);
    assert!(tab.people_shown().contains(&far));
    world.receive(far);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.find_contact(tab.listed()[0]).unwrap().unseen(), 1);
    tab.end_search();
    assert!(!tab.is_search());
}

#[test]
fn presence_that_was_heard_stands_against_pages_until_the_connection_ends() {
    let world = World::new(&["Ana"]);
    let (ana, mut tab) = (world.id(1), world.tab());
    let presence = Presence { online: true, last_seen: Some(UnixMillis(5)) };
    tab.apply(ServerFrame::PresenceChanged { person: ana, presence });
    tab.merge_overview(world.overview(0));
    assert_eq!(tab.contacts()[0].person.presence, presence);
    tab.disconnected();
    assert!(tab.presence(ana).online, "nothing newer is known");
    tab.merge_overview(world.overview(0));
    assert!(!tab.presence(ana).online);
}
