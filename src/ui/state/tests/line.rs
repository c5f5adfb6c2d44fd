//! What lies between a tab and its server.

use std::collections::VecDeque;

use proptest::prelude::*;
use proptest::sample::Index;

use super::answers::Answer;
use super::happenings::{Happening, Who, happen, happening, who};
use super::world::World;
use crate::protocol::ServerFrame;
use crate::ui::state::ChatState;

/// Something that happens to a tab and its connection.
#[derive(Clone, Debug)]
pub enum Step {
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

pub fn step() -> impl Strategy<Value = Step> {
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
pub struct Line {
    connected: bool,
    pub facts: VecDeque<ServerFrame>,
    pub answers: Vec<Answer>,
}

impl Line {
    pub fn go(&mut self, world: &mut World, tab: &mut ChatState, step: &Step) {
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
                self.facts.extend(world.welcome(tab));
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
