//! What may happen on a server, made up at random.

use proptest::prelude::*;
use proptest::sample::Index;

use super::world::World;
use crate::domain::{Seq, UserId};

/// A person: mostly one of a few, so that conversations become long and are come back to.
#[derive(Clone, Copy, Debug)]
pub struct Who(Option<usize>, Index);

pub fn who() -> impl Strategy<Value = Who> {
    let few = prop_oneof![6 => (0..3_usize).prop_map(Some), 1 => Just(None)];
    (few, any::<Index>()).prop_map(|(few, any)| Who(few, any))
}

impl Who {
    pub fn of(self, world: &World) -> UserId {
        world.id(self.0.unwrap_or_else(|| self.1.index(world.people.len())))
    }
}

/// Something that happens on the server.
#[derive(Clone, Debug)]
pub enum Happening {
    Join(u8),
    Receive { from: Who, count: u8 },
    Say { to: Who },
    See { with: Who, me: bool, seq: Index },
    Deliver { with: Who, seq: Index },
    SetBusy { who: Who, busy: bool },
    TakeBack { to: Who },
    SetSendsSeen(bool),
}

pub fn happening() -> impl Strategy<Value = Happening> {
    let count = prop_oneof![20 => Just(1_u8), 4 => 2..6_u8, 1 => Just(70), 1 => Just(230)];
    prop_oneof![
        1 => any::<u8>().prop_map(Happening::Join),
        6 => (who(), count).prop_map(|(from, count)| Happening::Receive { from, count }),
        4 => who().prop_map(|to| Happening::Say { to }),
        4 => (who(), any::<bool>(), any::<Index>())
            .prop_map(|(with, me, seq)| Happening::See { with, me, seq }),
        2 => (who(), any::<Index>()).prop_map(|(with, seq)| Happening::Deliver { with, seq }),
        2 => (who(), any::<bool>()).prop_map(|(who, busy)| Happening::SetBusy { who, busy }),
        1 => who().prop_map(|to| Happening::TakeBack { to }),
        1 => any::<bool>().prop_map(Happening::SetSendsSeen),
    ]
}

pub fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Join(letter) => {
            world.join(&format!("{} Joiner", (b'a' + letter % 26) as char));
        }
        Happening::Receive { from, count } => {
            let from = from.of(world);
            (0..*count).for_each(|_| drop(world.receive(from)));
        }
        Happening::Say { to } => drop(world.say(to.of(world))),
        Happening::Deliver { with, seq } => {
            let with = with.of(world);
            let last = world.messages(with).len();
            world.deliver(with, Seq(seq.index(last + 1) as u64));
        }
        Happening::SetBusy { who, busy } => world.set_busy(who.of(world), *busy),
        Happening::TakeBack { to } => world.take_back(to.of(world)),
        Happening::SetSendsSeen(sends_seen) => world.set_sends_seen(*sends_seen),
        Happening::See { with, me, seq } => {
            let with = with.of(world);
            let last = world.messages(with).len();
            let who = if *me { world.me } else { with };
            world.see(who, with, Seq(seq.index(last + 1) as u64));
        }
    }
}
