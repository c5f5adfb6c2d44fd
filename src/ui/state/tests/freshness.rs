//! The token says only what is true.

use crate::domain::{CommitNumber, Token};
use crate::ui::state::freshness::Freshness;

fn at(number: u64) -> Token {
    Token { epoch: "e".into(), number: CommitNumber(number) }
}

fn broken_at(known: u64, welcome: u64) -> Freshness {
    let mut freshness = Freshness::new(at(known));
    freshness.owe(true, &at(welcome));
    freshness.connected(&at(welcome));
    freshness
}

#[test]
fn facts_move_the_token_while_nothing_is_missing() {
    let mut freshness = Freshness::new(at(5));
    freshness.connected(&at(7));
    assert_eq!(freshness.token(), &at(7));
    freshness.hear(&at(9));
    freshness.hear(&at(8));
    assert_eq!(freshness.token(), &at(9));
}

#[test]
fn a_fact_heard_before_the_welcome_counts_once_it_has_come() {
    let mut freshness = Freshness::new(at(5));
    freshness.hear(&at(8));
    assert_eq!(freshness.token(), &at(5));
    freshness.connected(&at(7));
    assert_eq!(freshness.token(), &at(8));
}

#[test]
fn facts_do_not_hide_what_is_still_to_be_fetched() {
    let mut freshness = broken_at(5, 10);
    freshness.hear(&at(12));
    assert_eq!(freshness.token(), &at(5));
    freshness.pay_overview(0, None, &at(11));
    assert_eq!(freshness.token(), &at(5), "the conversation is still owed");
    freshness.pay_view(&at(11));
    assert_eq!(freshness.token(), &at(12));
}

#[test]
fn a_second_break_starts_again_from_before_the_first() {
    let mut freshness = broken_at(5, 10);
    freshness.hear(&at(12));
    freshness.disconnected();
    assert_eq!(freshness.token(), &at(5));
    freshness.pay_overview(0, None, &at(11));
    freshness.pay_view(&at(13));
    assert_eq!(freshness.token(), &at(10), "relied on is only where the connection began");
}

#[test]
fn a_page_that_is_ahead_of_the_facts_does_not_stand_for_them() {
    let mut freshness = broken_at(5, 10);
    freshness.pay_view(&at(10));
    freshness.pay_overview(0, None, &at(12));
    assert_eq!(freshness.token(), &at(10), "what came to the conversation is yet to be heard");
    freshness.hear(&at(12));
    assert_eq!(freshness.token(), &at(12));
}

#[test]
fn a_page_from_before_the_break_pays_nothing() {
    let mut freshness = broken_at(5, 10);
    freshness.pay_overview(0, None, &at(9));
    freshness.pay_view(&at(9));
    assert!(freshness.view_owed() && freshness.contacts_owed() == Some(0));
}

#[test]
fn every_listed_part_of_the_sidebar_is_owed() {
    let mut freshness = broken_at(5, 10);
    freshness.pay_view(&at(10));
    freshness.pay_contacts(40, None, &at(10));
    freshness.pay_overview(0, Some(40), &at(10));
    assert_eq!(freshness.contacts_owed(), Some(40));
    freshness.pay_contacts(40, None, &at(9));
    assert_eq!(freshness.contacts_owed(), Some(40), "asked for before the break");
    freshness.pay_contacts(40, Some(80), &at(10));
    freshness.pay_contacts(80, None, &at(11));
    assert_eq!(freshness.token(), &at(10));
}

#[test]
fn the_hello_asks_from_the_oldest_page_on() {
    let mut freshness = Freshness::new(at(5));
    freshness.opened_with(&at(4));
    assert_eq!(freshness.token(), &at(4));
    freshness.opened_with(&at(6));
    assert_eq!(freshness.token(), &at(4));
}

#[test]
fn a_page_from_before_the_connection_is_fetched_again_even_if_that_has_broken() {
    let mut freshness = Freshness::new(at(5));
    freshness.owe(false, &at(9));
    freshness.connected(&at(9));
    freshness.disconnected();
    freshness.opened_with(&at(6));
    assert!(freshness.view_owed());
    freshness.pay_overview(0, None, &at(9));
    assert_eq!(freshness.token(), &at(5), "the page is older than that");
}

#[test]
fn a_conversation_opened_with_a_page_older_than_the_connection_is_fetched_again() {
    let mut freshness = Freshness::new(at(5));
    freshness.connected(&at(7));
    freshness.opened_with(&at(7));
    assert!(!freshness.view_owed());
    freshness.opened_with(&at(6));
    assert!(freshness.view_owed());
}
