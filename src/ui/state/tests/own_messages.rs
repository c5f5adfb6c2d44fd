//! From typing to durable.

use super::outbox::{due, unsent};
use super::world::{World, places};
use crate::domain::{ClientId, CommitNumber, ProblemCode, Token};
use crate::protocol::ServerFrame;
use crate::ui::state::{ChatState, LineState};

fn type_and_send(tab: &mut ChatState) -> ClientId {
    let client_id = ClientId::random();
    let conversation = tab.open_conversation().expect("a conversation is open").clone();
    tab.send(unsent(conversation, client_id, None));
    client_id
}

pub fn states(tab: &ChatState) -> Vec<LineState> {
    tab.log().unwrap().lines.iter().map(|line| line.state.clone()).collect()
}

pub fn refused(client_id: ClientId, code: ProblemCode) -> ServerFrame {
    ServerFrame::SendRefused { client_id, problem: code.into() }
}

#[test]
fn a_message_shows_as_sending_then_as_sent_on_the_same_line() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let client_id = type_and_send(&mut tab);
    let key = tab.log().unwrap().lines[0].key;
    assert_eq!(states(&tab), [LineState::Sending]);
    world.write(world.me, ana, client_id);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(states(&tab), [LineState::Sent]);
    assert_eq!(tab.log().unwrap().lines[0].key, key);
    assert_eq!(due(&tab), []);
}

#[test]
fn a_refused_message_says_why_and_is_tried_again_under_its_id() {
    let world = World::new(&["Ana"]);
    let mut tab = world.tab_with(world.id(1));
    let client_id = type_and_send(&mut tab);
    tab.apply(refused(client_id, ProblemCode::ForbiddenCharacter));
    assert_eq!(states(&tab), [LineState::Failed(ProblemCode::ForbiddenCharacter.into())]);
    assert_eq!(due(&tab), []);
    tab.retry(client_id);
    assert_eq!(due(&tab), [client_id]);
}

#[test]
fn what_is_durable_cannot_fail_any_more() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let client_id = type_and_send(&mut tab);
    world.write(world.me, ana, client_id);
    tab.apply(world.facts.pop().unwrap());
    tab.fail(client_id, ProblemCode::TooMany.into());
    assert_eq!(states(&tab), [LineState::Sent]);
}

#[test]
fn what_is_not_durable_can_be_taken_back() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let client_id = type_and_send(&mut tab);
    assert_eq!(tab.take_back(client_id).unwrap().body.as_str(), "hi");
    assert_eq!(states(&tab), []);
    let client_id = type_and_send(&mut tab);
    world.receive(ana);
    world.write(world.me, ana, client_id);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(tab.take_back(client_id), None, "it is durable, though the log cannot show it");
}

#[test]
fn what_does_not_get_through_waits_and_only_a_refusal_is_a_failure() {
    let world = World::new(&["Ana"]);
    let mut tab = world.tab_with(world.id(1));
    let lost = type_and_send(&mut tab);
    for code in [ProblemCode::Unreachable, ProblemCode::SignedOut] {
        assert!(!tab.fail(lost, code.into()));
        assert_eq!(due(&tab), [lost]);
    }
    assert!(tab.fail(lost, ProblemCode::ForbiddenCharacter.into()));
}

#[test]
fn a_durable_message_does_not_vanish_while_a_hole_before_it_is_open() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let client_id = type_and_send(&mut tab);
    world.receive(ana);
    world.write(world.me, ana, client_id);
    tab.apply(world.facts.pop().unwrap());
    assert_eq!(states(&tab), [LineState::Sent]);
    world.meet_needs(&mut tab);
    assert_eq!(places(&tab), [Some(1), Some(2)]);
}

#[test]
fn messages_under_way_stay_with_their_conversation() {
    let world = World::new(&["Ana", "Bo"]);
    let mut tab = world.tab_with(world.id(1));
    type_and_send(&mut tab);
    tab.open(world.view(world.id(2)));
    assert_eq!(states(&tab), []);
    assert_eq!(due(&tab).len(), 1);
    tab.open(world.view(world.id(1)));
    assert_eq!(states(&tab), [LineState::Sending]);
}

#[test]
fn the_answer_over_http_and_the_fact_are_one_message() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    world.receive(ana);
    for fact_first in [true, false] {
        let mut tab = world.tab_with(ana);
        let client_id = type_and_send(&mut tab);
        world.write(world.me, ana, client_id);
        let fact = world.facts.pop().unwrap();
        let answer = without_number(fact.clone());
        if fact_first {
            tab.apply(fact);
            tab.merge_answer(answer.clone());
        } else {
            tab.merge_answer(answer.clone());
            assert_eq!(tab.contacts(), world.list(), "the sidebar does not wait for the fact");
            tab.apply(fact);
        }
        assert_eq!(tab.contacts(), world.list());
        assert_eq!(tab.log().unwrap().lines.len(), world.messages(ana).len());
    }
}

/// A fact as it answers a request: its token names the epoch only.
fn without_number(fact: ServerFrame) -> ServerFrame {
    let ServerFrame::MessageSent { message, cursors, unseen, token } = fact else { return fact };
    let token = Token { number: CommitNumber::default(), ..token };
    ServerFrame::MessageSent { message, cursors, unseen, token }
}

#[test]
fn a_message_to_somebody_busy_waits_below_the_log_until_it_is_sent_or_taken_back() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    let (first, second) = (type_and_send(&mut tab), type_and_send(&mut tab));
    world.set_busy(ana, true);
    world.hold(ana, first);
    world.hold(ana, second);
    world.facts.drain(..).for_each(|fact| tab.apply(fact));
    assert_eq!(states(&tab), [LineState::Held, LineState::Held]);
    assert_eq!(tab.list_unsent().count(), 0);
    assert_eq!(states(&world.tab_with(ana)), [LineState::Held, LineState::Held]);
    let old_page = world.view(ana);
    world.take_back(ana);
    world.set_busy(ana, false);
    world.facts.drain(..).for_each(|fact| tab.apply(fact));
    assert_eq!(states(&tab), [LineState::Sent]);
    assert_eq!(tab.log().unwrap().lines[0].key.client_id, second);
    tab.merge_conversation(old_page);
    assert_eq!(states(&tab), [LineState::Sent], "an older page does not bring it back");
}

#[test]
fn an_answer_that_comes_after_the_release_does_not_let_a_message_wait_again() {
    let mut world = World::new(&["Ana"]);
    let ana = world.id(1);
    let mut tab = world.tab_with(ana);
    world.set_busy(ana, true);
    world.hold(ana, ClientId::random());
    let answer = world.facts.pop().unwrap();
    world.set_busy(ana, false);
    world.facts.drain(..).for_each(|fact| tab.apply(fact));
    let ServerFrame::MessageHeld { message, token } = answer else { unreachable!() };
    let token = Token { number: CommitNumber::default(), ..token };
    tab.merge_answer(ServerFrame::MessageHeld { message, token });
    assert_eq!(states(&tab), [LineState::Sent]);
}

#[test]
fn what_was_taken_back_elsewhere_before_this_tab_knew_that_it_waits_is_not_sent_for_ever() {
    let world = World::new(&["Ana"]);
    let ana = world.id(1);
    for by_http in [false, true] {
        let mut tab = world.tab_with(ana);
        let client_id = type_and_send(&mut tab);
        let behind = type_and_send(&mut tab);
        let (conversation, token) = (world.with(ana), world.token());
        let answer = ServerFrame::HeldTakenBack { conversation, client_id, token };
        if by_http {
            tab.merge_answer(answer)
        } else {
            tab.apply(answer)
        }
        assert!(matches!(states(&tab)[..], [LineState::Failed(_), _]), "{:?}", states(&tab));
        assert_eq!(tab.list_due(true), [], "it stops those behind it, and says so");
        let refused = tab.list_unsent().next().unwrap().client_id;
        assert_ne!(refused, client_id);
        tab.take_back(refused);
        assert_eq!(tab.list_due(true)[0].client_id, behind);
    }
}
