//! Whatever the order, the repetitions and the breaks: in the end a tab shows what is so.

use std::collections::VecDeque;

use proptest::prelude::*;
use proptest::sample::Index;

use super::world::World;
use crate::domain::{ContactsPage, ConversationView, Overview, Seq, UserId};
use crate::protocol::ServerFrame;
use crate::ui::state::{ChatState, LogLine};

/// A person: mostly one of a few, so that conversations become long and are come back to.
#[derive(Clone, Copy, Debug)]
struct Who(Option<usize>, Index);

fn who() -> impl Strategy<Value = Who> {
    let few = prop_oneof![6 => (0..3_usize).prop_map(Some), 1 => Just(None)];
    (few, any::<Index>()).prop_map(|(few, any)| Who(few, any))
}

impl Who {
    fn of(self, world: &World) -> UserId {
        world.id(self.0.unwrap_or_else(|| self.1.index(world.people.len())))
    }
}

/// Something that happens on the server.
#[derive(Clone, Debug)]
enum Happening {
    Join(u8),
    Receive { from: Who, count: u8 },
    Say { to: Who },
    See { with: Who, me: bool, seq: Index },
}

fn happening() -> impl Strategy<Value = Happening> {
    let count = prop_oneof![20 => Just(1_u8), 4 => 2..6_u8, 1 => Just(70), 1 => Just(230)];
    prop_oneof![
        1 => any::<u8>().prop_map(Happening::Join),
        6 => (who(), count).prop_map(|(from, count)| Happening::Receive { from, count }),
        4 => who().prop_map(|to| Happening::Say { to }),
        4 => (who(), any::<bool>(), any::<Index>())
            .prop_map(|(with, me, seq)| Happening::See { with, me, seq }),
    ]
}

fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Join(letter) => {
            world.join(&format!("{} Joiner", (b'a' + letter % 26) as char));
        }
        Happening::Receive { from, count } => {
            let from = from.of(world);
            (0..*count).for_each(|_| drop(world.receive(from)));
        }
        Happening::Say { to } => {
            world.say(to.of(world));
        }
        Happening::See { with, me, seq } => {
            let with = with.of(world);
            let last = world.messages(with).len();
            let who = if *me { world.me } else { with };
            world.see(who, with, Seq(seq.index(last + 1) as u64));
        }
    }
}

fn few() -> World {
    World::new(&["Ana", "Bo", "Cy", "Di", "Ed"])
}

fn many() -> World {
    let names: Vec<String> = (0..95).map(|n| format!("Person {n:02}")).collect();
    World::new(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn lines(tab: &ChatState) -> Vec<LogLine> {
    tab.log().map(|log| log.lines.clone()).unwrap_or_default()
}

/// The log has no hole, and from the fresh page's first message on it is the fresh page.
fn assert_shows_the_same_log(tab: &ChatState, fresh: &ChatState) {
    let (shown, page) = (lines(tab), lines(fresh));
    let places: Vec<u64> = shown.iter().filter_map(|line| Some(line.seq?.0)).collect();
    assert!(places.windows(2).all(|pair| pair[0] + 1 == pair[1]), "a hole in {places:?}");
    let from = page.first().and_then(|line| line.seq);
    assert!(shown.first().and_then(|line| line.seq) <= from);
    let shown: Vec<_> = shown.into_iter().filter(|line| line.seq >= from).collect();
    assert_eq!(shown, page);
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

/// Something that happens to a tab and its connection.
#[derive(Clone, Debug)]
enum Step {
    Happen(Happening),
    HearOne,
    HearAll,
    Break,
    Connect,
    AskForNeeds,
    LoadMore,
    Navigate(Who),
    TakeAnswer(Index),
    LoseAnswer(Index),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => happening().prop_map(Step::Happen),
        4 => Just(Step::HearOne),
        2 => Just(Step::HearAll),
        3 => Just(Step::Break),
        4 => Just(Step::Connect),
        4 => Just(Step::AskForNeeds),
        1 => Just(Step::LoadMore),
        3 => who().prop_map(Step::Navigate),
        6 => any::<Index>().prop_map(Step::TakeAnswer),
        1 => any::<Index>().prop_map(Step::LoseAnswer),
    ]
}

/// What is between a tab and its server: facts in their order, as long as the connection lasts, and
/// answers, made when they were asked for and arriving whenever.
#[derive(Default)]
struct Line {
    connected: bool,
    facts: VecDeque<ServerFrame>,
    answers: Vec<Box<dyn FnOnce(&mut ChatState)>>,
}

impl Line {
    fn go(&mut self, world: &mut World, tab: &mut ChatState, step: &Step) {
        match step {
            Step::Happen(happening) => {
                happen(world, happening);
                let facts = world.facts.drain(..);
                self.facts.extend(facts.filter(|_| self.connected));
            }
            Step::HearOne => self.facts.pop_front().into_iter().for_each(|fact| tab.apply(fact)),
            Step::HearAll => self.facts.drain(..).for_each(|fact| tab.apply(fact)),
            Step::Break => {
                self.connected = false;
                self.facts.clear();
                tab.disconnected();
            }
            Step::Connect if !self.connected => {
                self.connected = true;
                self.facts.push_back(world.welcome(tab.token()));
            }
            Step::Connect => {}
            Step::AskForNeeds => {
                self.answers.extend(tab.needs().iter().map(|need| world.answer(need)));
            }
            Step::LoadMore => {
                let page = world.contacts(tab.next_contacts_offset());
                self.answers.push(Box::new(move |tab| tab.merge_contacts(page)));
            }
            Step::Navigate(who) => {
                let other = who.of(world);
                let view = world.view(other);
                tab.close_conversation();
                self.answers.push(Box::new(move |tab| tab.open(view)));
            }
            Step::TakeAnswer(index) if !self.answers.is_empty() => {
                let place = index.index(self.answers.len());
                self.answers.remove(place)(tab);
            }
            Step::LoseAnswer(index) if !self.answers.is_empty() => {
                let place = index.index(self.answers.len());
                drop(self.answers.remove(place));
            }
            Step::TakeAnswer(_) | Step::LoseAnswer(_) => {}
        }
    }
}

fn assert_recovers(world: &World, mut tab: ChatState) {
    tab.disconnected();
    let welcome = world.welcome(tab.token());
    tab.apply(welcome);
    world.meet_needs(&mut tab);
    let shown = tab.contacts();
    assert_eq!(shown, world.list()[..shown.len()]);
    assert_eq!(tab.token(), &world.token());
    if let Some(other) = tab.open_conversation().and_then(|open| open.other(world.me)) {
        assert_shows_the_same_log(&tab, &world.tab_with(other));
    }
}
