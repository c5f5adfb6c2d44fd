//! When the second way is taken, and when it is left.

use super::Link;
use super::machine::{Action, Event, Machine, NO_CLOSE_FRAME, SOCKETS_PASS, Way};
use crate::protocol::close;
use Action::{Ask, Close, Open};

fn on(machine: &mut Machine, event: Event) -> Vec<Action> {
    machine.on(event, 0.0, true)
}

/// The way that is opened, if one is.
fn way(actions: &[Action]) -> Option<Way> {
    actions.iter().find_map(|action| match action {
        Open(way) => Some(*way),
        _ => None,
    })
}

/// What a connection that cannot be opened comes to, where HTTP works.
fn fail(machine: &mut Machine) -> Option<Way> {
    assert!(on(machine, Event::Closed(NO_CLOSE_FRAME)).contains(&Ask));
    way(&on(machine, Event::Reached)).or_else(|| way(&on(machine, Event::TimeUp)))
}

/// Sockets are blocked, and facts arrive by events.
fn live_by_events() -> Machine {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    fail(&mut machine);
    assert_eq!(fail(&mut machine), Some(Way::Events));
    assert!(on(&mut machine, Event::Welcomed).contains(&Action::Tell(Link::Live)));
    machine
}

#[test]
fn where_sockets_are_blocked_and_http_works_events_are_used_after_the_second_failure() {
    let mut machine = Machine::new(true);
    assert_eq!(way(&on(&mut machine, Event::Start)), Some(Way::Socket));
    assert_eq!(fail(&mut machine), Some(Way::Socket));
    on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
    assert_eq!(way(&on(&mut machine, Event::Reached)), Some(Way::Events), "at once");
}

#[test]
fn a_socket_that_hangs_while_it_opens_is_as_good_as_blocked() {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    for _ in 0..2 {
        assert!(on(&mut machine, Event::TimeUp).contains(&Ask));
        on(&mut machine, Event::TimeUp);
        on(&mut machine, Event::Reached);
    }
    on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
    assert_eq!(way(&on(&mut machine, Event::TimeUp)), Some(Way::Events));
}

#[test]
fn a_server_that_is_away_is_not_mistaken_for_a_blocked_way() {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    for _ in 0..10 {
        on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
        assert_eq!(way(&on(&mut machine, Event::TimeUp)), Some(Way::Socket));
    }
    // It comes back between a socket's failure and the question.
    assert_eq!(fail(&mut machine), Some(Way::Socket));
    on(&mut machine, Event::Welcomed);
    on(&mut machine, Event::Closed(close::GOING_AWAY));
    on(&mut machine, Event::TimeUp);
    assert_eq!(fail(&mut machine), Some(Way::Socket), "counted from the start again");
}

#[test]
fn an_answer_that_comes_while_the_next_socket_is_opening_counts() {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    for _ in 0..2 {
        on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
        assert_eq!(way(&on(&mut machine, Event::TimeUp)), Some(Way::Socket));
        assert_eq!(on(&mut machine, Event::Reached), []);
    }
    on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
    assert_eq!(way(&on(&mut machine, Event::TimeUp)), Some(Way::Events));
}

#[test]
fn a_stream_that_breaks_is_replaced_at_once_by_another() {
    let mut machine = live_by_events();
    let actions = on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
    assert_eq!((actions[0], way(&actions)), (Close, Some(Way::Events)));
    // The new one is not there at once.
    assert_eq!(fail(&mut machine), Some(Way::Events));
    on(&mut machine, Event::Welcomed);
    on(&mut machine, Event::Closed(close::GOING_AWAY));
    assert_eq!(way(&on(&mut machine, Event::TimeUp)), Some(Way::Events), "with some delay");
}

#[test]
fn a_second_way_that_fails_leads_back_to_the_first() {
    let mut machine = live_by_events();
    on(&mut machine, Event::Closed(close::GOING_AWAY));
    on(&mut machine, Event::TimeUp);
    assert_eq!(fail(&mut machine), Some(Way::Events));
    assert_eq!(fail(&mut machine), Some(Way::Socket));
    assert_eq!(fail(&mut machine), Some(Way::Events), "and one failure there leads here again");
}

#[test]
fn when_sockets_pass_again_one_is_opened_at_once() {
    let mut machine = live_by_events();
    let actions = on(&mut machine, Event::Closed(SOCKETS_PASS));
    assert_eq!((actions[0], way(&actions)), (Close, Some(Way::Socket)));
    on(&mut machine, Event::Welcomed);
    on(&mut machine, Event::Closed(NO_CLOSE_FRAME));
    assert_eq!(way(&on(&mut machine, Event::TimeUp)), Some(Way::Socket));
}

#[test]
fn one_that_has_to_go_on_both_ways_ends_on_both() {
    let mut machine = live_by_events();
    assert!(on(&mut machine, Event::Closed(close::SESSION_ENDED)).contains(&Action::Leave));
    assert_eq!(on(&mut machine, Event::Reached), []);
}
