//! Whatever the order, the repetitions and the breaks: in the end a tab shows what is so.

use std::collections::VecDeque;

use proptest::prelude::*;
use proptest::sample::Index;

use super::happenings::{happen, happening};
use super::line::{Line, Step, step};
use super::world::World;
use crate::domain::{ContactsPage, ConversationView, Overview};
use crate::protocol::ServerFrame;
use crate::ui::state::{ChatState, LogLine};

fn few() -> World {
    World::new(&["Ana", "Bo", "Cy", "Di", "Ed"])
}

fn many() -> World {
    let names: Vec<String> = (0..95).map(|n| format!("Person {n:02}")).collect();
    World::new(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Everything that can be taken in from outside, in any order.
#[derive(Clone)]
enum Delivery {
    Fact(ServerFrame),
    Overview(Box<Overview>),
    Contacts(ContactsPage),
    View(Box<ConversationView>),
}

fn deliver(tab: &mut ChatState, delivery: Delivery) {
    match delivery {
        Delivery::Fact(fact) => tab.apply(fact),
        Delivery::Overview(overview) => tab.merge_overview(*overview),
        Delivery::Contacts(page) => tab.merge_contacts(page),
        Delivery::View(view) => tab.merge_conversation(*view),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn any_order_and_repetition_of_pages_and_facts_ends_the_same(
        before in prop::collection::vec(happening(), 0..20),
        after in prop::collection::vec(happening(), 0..30),
        order in prop::collection::vec(any::<Index>(), 150),
        open in any::<Index>(),
        pages in prop::collection::vec(any::<Index>(), 4),
    ) {
        let mut world = few();
        before.iter().for_each(|happening| happen(&mut world, happening));
        let other = world.id(open.index(world.people.len()));
        world.facts.clear();
        let mut tab = world.tab_with(other);
        let page_at: Vec<usize> = pages.iter().map(|page| page.index(after.len() + 1)).collect();
        let mut deliveries = Vec::new();
        for (step, happening) in after.iter().enumerate() {
            if page_at.contains(&step) {
                deliveries.push(Delivery::Overview(Box::new(world.overview(0))));
                deliveries.push(Delivery::Contacts(world.contacts(0)));
                deliveries.push(Delivery::View(Box::new(world.view(other))));
            }
            happen(&mut world, happening);
        }
        deliveries.extend(world.facts.iter().cloned().map(Delivery::Fact));
        // Some out of order, some twice; then each once more, in any order.
        for index in order.iter().filter(|_| !deliveries.is_empty()) {
            deliver(&mut tab, index.get(&deliveries).clone());
        }
        let mut rest: VecDeque<_> = deliveries.into();
        let mut turns = order.iter().cycle();
        while !rest.is_empty() {
            let place = turns.next().unwrap().index(rest.len());
            deliver(&mut tab, rest.remove(place).unwrap());
        }
        world.meet_needs(&mut tab);
        let fresh = world.tab_with(other);
        prop_assert_eq!(tab.contacts(), fresh.contacts());
        prop_assert_eq!(tab.unseen(), fresh.unseen());
        assert_shows_the_same_log(&tab, &fresh);
    }

    #[test]
    fn applying_everything_again_changes_nothing(
        after in prop::collection::vec(happening(), 0..40),
        open in any::<Index>(),
    ) {
        let mut world = few();
        let other = world.id(open.index(world.people.len()));
        let (mut tab, view) = (world.tab_with(other), world.view(other));
        let overview = world.overview(0);
        after.iter().for_each(|happening| happen(&mut world, happening));
        world.facts.iter().cloned().for_each(|fact| tab.apply(fact));
        let once = tab.clone();
        world.facts.iter().cloned().for_each(|fact| tab.apply(fact));
        tab.merge_overview(overview);
        tab.open(view);
        prop_assert_eq!(tab, once);
    }

    #[test]
    fn no_break_leaves_a_gap(
        steps in prop::collection::vec(step(), 0..120),
    ) {
        let mut world = many();
        world.facts.clear();
        let mut tab = world.tab();
        let mut line = Line::default();
        for step in &steps {
            line.go(&mut world, &mut tab, step);
            // Whenever a break happens here, whether or not what is in flight still arrives, the
            // next connection makes up for everything.
            if matches!(step, Step::Break) {
                assert_recovers(&world, tab.clone());
            }
        }
        assert_recovers(&world, tab.clone());
        line.answers.drain(..).for_each(|answer| answer(&mut tab));
        assert_recovers(&world, tab.clone());
        line.facts.drain(..).for_each(|fact| tab.apply(fact));
        assert_recovers(&world, tab);
    }
}

fn assert_recovers(world: &World, mut tab: ChatState) {
    tab.disconnected();
    world.welcome(&tab).into_iter().for_each(|frame| tab.apply(frame));
    world.meet_needs(&mut tab);
    let shown = tab.contacts();
    assert_eq!(shown, world.list()[..shown.len()]);
    assert_eq!(tab.token(), &world.token());
    assert_eq!(tab.unseen(), world.tab().unseen());
    if let Some(other) = tab.open_conversation().and_then(|open| open.other(world.me)) {
        assert_shows_the_same_log(&tab, &world.tab_with(other));
    }
}

/// The log has no hole, and from the fresh page's first message on it is the fresh page.
fn assert_shows_the_same_log(tab: &ChatState, fresh: &ChatState) {
    let (shown, page) = (lines(tab), lines(fresh));
    let places: Vec<u64> = shown.iter().filter_map(|line| Some(line.seq?.0)).collect();
    assert!(places.windows(2).all(|pair| pair[0] + 1 == pair[1]), "a hole in {places:?}");
    let from = page.first().and_then(|line| line.seq);
    assert!(from.is_none() || shown.first().and_then(|line| line.seq) <= from);
    let shown: Vec<_> =
        shown.into_iter().filter(|line| line.seq.is_none() || line.seq >= from).collect();
    assert_eq!(shown, page);
}

fn lines(tab: &ChatState) -> Vec<LogLine> {
    tab.log().map(|log| log.lines.clone()).unwrap_or_default()
}
