//! The connection's life, event by event.

use super::Link;
use super::machine::{
    ANSWER_WITHIN_MS, Action, Event, Machine, OPEN_WITHIN_MS, PONG_WITHIN_MS, QUIET_MS, Way,
};
use crate::protocol::close;
use Action::{Ask, Close, Leave, Open, Ping, Reload, SetTimer, Tell};

const QUIET: Action = SetTimer { ms: QUIET_MS };
const OPENING: [Action; 3] = opening(Way::Socket);

const fn opening(way: Way) -> [Action; 3] {
    [Tell(Link::Connecting), Open(way), SetTimer { ms: OPEN_WITHIN_MS }]
}

/// With a random number of zero every wait is half a second.
fn on(machine: &mut Machine, event: Event) -> Vec<Action> {
    machine.on(event, 0.0, true)
}

fn waiting() -> Vec<Action> {
    vec![Close, SetTimer { ms: 500 }, Tell(Link::Waiting { retry_in_ms: 500 })]
}

fn live() -> Machine {
    let mut machine = Machine::new(true);
    assert_eq!(on(&mut machine, Event::Start), OPENING);
    assert_eq!(on(&mut machine, Event::Welcomed), [QUIET, Tell(Link::Live)]);
    machine
}

#[test]
fn a_connection_is_live_from_its_welcome_on() {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    assert!(!machine.is_live());
    on(&mut machine, Event::Welcomed);
    assert!(machine.is_live());
}

#[test]
fn a_broken_connection_is_opened_again_after_a_wait() {
    for code in [close::GOING_AWAY, close::TOO_SLOW, close::SILENT, close::TOO_BIG, 1006] {
        let mut machine = live();
        assert_eq!(on(&mut machine, Event::Closed(code)), waiting());
        assert_eq!(on(&mut machine, Event::TimeUp), OPENING);
    }
}

#[test]
fn one_that_cannot_be_opened_asks_over_http_why() {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    let actions = on(&mut machine, Event::Closed(1006));
    assert_eq!(actions, [waiting(), vec![Ask]].concat());
    on(&mut machine, Event::TimeUp);
    assert_eq!(on(&mut machine, Event::TimeUp).last(), Some(&Ask), "too slow is the same");
}

#[test]
fn waits_grow_until_a_connection_is_live() {
    let mut machine = Machine::new(true);
    machine.on(Event::Start, 1.0, true);
    let wait = |machine: &mut Machine| {
        let actions = machine.on(Event::Closed(1006), 1.0, true);
        machine.on(Event::TimeUp, 1.0, true);
        actions[1]
    };
    assert_eq!(wait(&mut machine), SetTimer { ms: 1_000 });
    assert_eq!(wait(&mut machine), SetTimer { ms: 2_000 });
    machine.on(Event::Welcomed, 1.0, true);
    assert_eq!(wait(&mut machine), SetTimer { ms: 1_000 });
}

#[test]
fn one_of_too_many_comes_back_when_somebody_looks() {
    let mut machine = live();
    let link = Link::Waiting { retry_in_ms: u32::MAX };
    assert_eq!(
        on(&mut machine, Event::Closed(close::TOO_MANY)),
        [Close, Action::ClearTimer, Tell(link)]
    );
    assert_eq!(on(&mut machine, Event::Woken), OPENING);
}

#[test]
fn waking_ends_a_wait_at_once() {
    let mut machine = live();
    on(&mut machine, Event::Closed(1006));
    assert_eq!(on(&mut machine, Event::Woken), OPENING);
}

#[test]
fn a_connection_that_does_not_answer_after_waking_is_given_up_after_five_seconds() {
    let mut machine = live();
    assert_eq!(on(&mut machine, Event::Woken), [Ping, SetTimer { ms: 5_000 }]);
    assert_eq!(on(&mut machine, Event::TimeUp), [vec![Close], OPENING.to_vec()].concat());
}

#[test]
fn any_frame_is_an_answer() {
    let mut machine = live();
    on(&mut machine, Event::Woken);
    assert_eq!(on(&mut machine, Event::Heard), [QUIET]);
    assert_eq!(on(&mut machine, Event::Heard), []);
}

#[test]
fn a_message_that_nothing_is_heard_after_is_the_end_of_the_connection() {
    let mut machine = live();
    assert_eq!(on(&mut machine, Event::Sent), [SetTimer { ms: ANSWER_WITHIN_MS }]);
    assert_eq!(on(&mut machine, Event::Sent), [], "the first one's time counts");
    assert_eq!(on(&mut machine, Event::TimeUp)[0], Close);
}

#[test]
fn a_quiet_connection_is_asked_whether_it_still_is_one() {
    let mut machine = live();
    assert_eq!(on(&mut machine, Event::TimeUp), [Ping, SetTimer { ms: PONG_WITHIN_MS }]);
}

#[test]
fn the_end_of_the_session_is_the_end() {
    let mut machine = live();
    let actions = on(&mut machine, Event::Closed(close::SESSION_ENDED));
    assert_eq!(actions, [Close, Action::ClearTimer, Leave]);
    for event in [Event::Woken, Event::TimeUp, Event::Start, Event::Closed(1006)] {
        assert_eq!(on(&mut machine, event), []);
    }
}

#[test]
fn a_server_that_does_not_understand_the_page_has_it_loaded_again_once() {
    let mut machine = Machine::new(true);
    on(&mut machine, Event::Start);
    assert!(on(&mut machine, Event::Closed(close::BAD_HELLO)).contains(&Reload));
    let mut reloaded = Machine::new(false);
    on(&mut reloaded, Event::Start);
    let actions = on(&mut reloaded, Event::Closed(close::BAD_HELLO));
    assert_eq!(actions, [waiting(), vec![Ask]].concat());
}

#[test]
fn without_a_network_it_says_so_and_tries_all_the_same() {
    let mut machine = live();
    assert_eq!(on(&mut machine, Event::NetworkLost)[0], Ping, "the browser may be wrong");
    let actions = machine.on(Event::Closed(1006), 0.0, false);
    assert_eq!(actions, [Close, SetTimer { ms: 500 }, Tell(Link::Offline)]);
    assert_eq!(on(&mut machine, Event::TimeUp), OPENING);
}
