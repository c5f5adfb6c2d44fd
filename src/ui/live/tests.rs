//! The chat over a make-believe socket.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;

use super::{Chat, LineState, Link};
use crate::domain::{ClientId, Problem, ProblemCode, Seq, UnixMillis, UserId};
use crate::protocol::{ClientFrame, ServerFrame};
use crate::ui::socket::Listener;
use crate::ui::state::tests::outbox::unsent;
use crate::ui::state::tests::world::World;

/// A tab with Ana's conversation on screen, and what it has handed to its socket.
struct Tab {
    world: World,
    ana: UserId,
    chat: Chat,
    said: Arc<Mutex<Vec<ClientFrame>>>,
    _owner: Owner,
}

impl Tab {
    fn new(mut prepare: impl FnMut(&mut World)) -> Self {
        let mut world = World::new(&["Ana"]);
        prepare(&mut world);
        world.facts.clear();
        let owner = Owner::new();
        owner.set();
        let (ana, chat) = (world.id(1), Chat::new(world.overview(0)));
        chat.open(world.view(ana));
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = said.clone();
        chat.carrier.set_value(Some(Arc::new(move |frame| heard.lock().unwrap().push(frame))));
        Self { world, ana, chat, said, _owner: owner }
    }

    fn connect(&self) {
        let welcome = self.chat.read(|state| self.world.welcome(state)).unwrap();
        welcome.into_iter().for_each(|frame| self.chat.hear(frame));
        self.chat.link_changed(Link::Live);
    }

    fn hear_everything(&mut self) {
        self.world.facts.drain(..).for_each(|fact| self.chat.hear(fact));
    }

    fn said(&self) -> Vec<ClientFrame> {
        std::mem::take(&mut self.said.lock().unwrap())
    }

    fn send(&self, text: &str) -> Result<(), Problem> {
        self.send_as(ClientId::random(), text)
    }

    fn send_as(&self, client_id: ClientId, text: &str) -> Result<(), Problem> {
        let conversation = self.world.with(self.ana);
        let mut sending = pin!(self.chat.send(conversation, client_id, text.into()));
        match sending.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(sent) => sent,
            Poll::Pending => panic!("the browser keeps nothing here"),
        }
    }

    /// The texts and the ids of the messages that were handed over.
    fn sent(&self) -> Vec<(String, ClientId)> {
        self.said().iter().map(sent).collect()
    }

    fn states(&self) -> Vec<LineState> {
        let log = self.chat.log().get_untracked().unwrap();
        log.lines.iter().map(|line| line.state.clone()).collect()
    }
}

/// The text and the id of a sent message.
fn sent(frame: &ClientFrame) -> (String, ClientId) {
    match frame {
        ClientFrame::SendMessage { client_id, body, .. } => (body.clone(), *client_id),
        other => panic!("not a message: {other:?}"),
    }
}

#[test]
fn a_message_is_on_screen_at_once_and_goes_out_by_the_live_socket() {
    let mut tab = Tab::new(|_| {});
    tab.connect();
    tab.send(" hi ").unwrap();
    assert_eq!(tab.states(), [LineState::Sending]);
    let line = tab.chat.log().get_untracked().unwrap().lines[0].clone();
    assert_eq!(tab.sent(), [("hi".into(), line.key.client_id)]);
    tab.world.write(tab.world.me, tab.ana, line.key.client_id);
    tab.hear_everything();
    assert_eq!(tab.states(), [LineState::Sent]);
}

#[test]
fn what_cannot_be_sent_stays_where_it_was_typed() {
    let tab = Tab::new(|_| {});
    tab.connect();
    assert_eq!(tab.send("  ").unwrap_err().code, ProblemCode::Missing);
    assert_eq!(tab.said(), []);
}

#[test]
fn each_waits_for_the_answer_to_the_one_before_it() {
    let mut tab = Tab::new(|_| {});
    tab.connect();
    tab.send("hi").unwrap();
    tab.send("two").unwrap();
    let first = tab.sent();
    assert_eq!(first.len(), 1);
    tab.world.receive(tab.ana);
    tab.hear_everything();
    assert_eq!(tab.said(), []);
    tab.world.write(tab.world.me, tab.ana, first[0].1);
    tab.hear_everything();
    assert_eq!(tab.sent()[0].0, "two");
}

#[test]
fn after_a_break_what_has_no_answer_goes_out_again_under_its_id() {
    let mut tab = Tab::new(|_| {});
    tab.connect();
    tab.send("hi").unwrap();
    tab.send("two").unwrap();
    let first = tab.sent();
    tab.chat.link_changed(Link::Waiting { retry_in_ms: 500 });
    assert_eq!(tab.said(), []);
    tab.connect();
    assert_eq!(tab.sent(), first);
    // It had arrived the first time, and so had the answer to the second try.
    tab.world.write(tab.world.me, tab.ana, first[0].1);
    tab.hear_everything();
    assert_eq!(tab.sent().len(), 1, "the next one, once");
}

#[test]
fn a_refused_message_is_tried_again_or_taken_back_and_the_next_one_waits_for_that() {
    let tab = Tab::new(|_| {});
    tab.connect();
    tab.send("hi").unwrap();
    tab.send("two").unwrap();
    let client_id = tab.sent()[0].1;
    let refuse = || {
        let problem = ProblemCode::ForbiddenCharacter.into();
        tab.chat.hear(ServerFrame::SendRefused { client_id, problem });
    };
    refuse();
    assert_eq!(tab.said(), []);
    tab.chat.retry(client_id);
    assert_eq!(tab.sent(), [("hi".into(), client_id)]);
    refuse();
    assert_eq!(tab.chat.take_back(client_id).unwrap().body.as_str(), "hi");
    assert_eq!(tab.sent()[0].0, "two");
    assert_eq!(tab.states(), [LineState::Sending]);
}

#[test]
fn what_was_taken_back_and_changed_goes_out_again_under_its_id() {
    let tab = Tab::new(|_| {});
    tab.connect();
    tab.send("hi").unwrap();
    let client_id = tab.sent()[0].1;
    tab.chat.take_back(client_id).unwrap();
    tab.send_as(client_id, "hi there").unwrap();
    assert_eq!(tab.sent(), [("hi there".into(), client_id)]);
}

#[test]
fn what_all_tabs_have_is_sent_by_the_one_that_leads() {
    let tab = Tab::new(|_| {});
    tab.connect();
    let conversation = tab.world.with(tab.ana);
    let kept = |place| unsent(conversation.clone(), ClientId::random(), Some(place));
    let outbox = vec![kept(1), kept(2)];
    tab.chat.write(|state| state.merge_outbox(outbox.clone()));
    tab.chat.work_off();
    assert_eq!(tab.said(), []);
    tab.chat.tell_sender(|sender| sender.leads = true);
    tab.chat.work_off();
    tab.chat.work_off();
    assert_eq!(tab.sent(), [("hi".into(), outbox[0].client_id)], "once, and the first alone");
}

#[test]
fn what_was_seen_is_reported_in_one_go_and_again_on_a_new_connection() {
    let tab = Tab::new(|world| (0..3).for_each(|_| drop(world.receive(world.id(1)))));
    tab.connect();
    let report = || {
        let mut report = pin!(tab.chat.report_unreported());
        assert_eq!(report.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(()));
        tab.said()
    };
    tab.chat.write(|state| (1..=3).for_each(|seq| state.put_on_screen(Seq(seq))));
    let conversation = tab.world.with(tab.ana);
    let seen = ClientFrame::MarkSeen { conversation, seq: Seq(3) };
    assert_eq!(report(), std::slice::from_ref(&seen), "what was seen has arrived, too");
    assert_eq!(report(), []);
    tab.chat.forget_reported();
    assert_eq!(report(), [seen]);
}

#[test]
fn what_has_arrived_is_reported_once_per_connection_and_only_over_a_live_one() {
    let mut tab = Tab::new(|world| (0..2).for_each(|_| drop(world.receive(world.id(1)))));
    let report = |tab: &Tab| {
        let mut report = pin!(tab.chat.report_unreported());
        assert_eq!(report.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(()));
        tab.said()
    };
    assert_eq!(report(&tab), []);
    tab.connect();
    let conversation = tab.world.with(tab.ana);
    let arrived =
        |seq| ClientFrame::MarkDelivered { conversation: conversation.clone(), seq: Seq(seq) };
    assert_eq!(report(&tab), [arrived(2)]);
    assert_eq!(report(&tab), []);
    tab.world.receive(tab.ana);
    tab.hear_everything();
    assert_eq!(report(&tab), [arrived(3)]);
    tab.chat.write(|state| state.put_on_screen(Seq(1)));
    let seen = ClientFrame::MarkSeen { conversation: conversation.clone(), seq: Seq(1) };
    assert_eq!(report(&tab), [seen], "that more has arrived was said");
    tab.chat.forget_reported();
    assert_eq!(report(&tab).len(), 2);
}

#[test]
fn the_other_is_told_of_writing_now_and_then_and_only_live() {
    let tab = Tab::new(|_| {});
    tab.chat.typed();
    tab.connect();
    (0..3).for_each(|_| tab.chat.typed());
    let conversation = tab.world.with(tab.ana);
    assert_eq!(tab.said(), [ClientFrame::Type { conversation }]);
    tab.chat.typed.set_value(UnixMillis(0));
    tab.chat.typed();
    assert_eq!(tab.said().len(), 1);
}

#[test]
fn neither_the_busy_nor_notes_to_self_are_told_of_writing() {
    for busy in [0, 1] {
        let mut tab = Tab::new(|_| {});
        tab.connect();
        tab.world.set_busy(tab.world.id(busy), true);
        tab.hear_everything();
        tab.chat.typed();
        assert_eq!(tab.said(), []);
    }
    let tab = Tab::new(|_| {});
    tab.connect();
    tab.chat.open(tab.world.view(tab.world.me));
    tab.chat.typed();
    assert_eq!(tab.said(), []);
}

#[test]
fn the_hello_says_how_far_everything_is_known() {
    let mut tab = Tab::new(|_| {});
    tab.connect();
    tab.world.receive(tab.ana);
    tab.hear_everything();
    assert_eq!(tab.chat.known_up_to(), Some(tab.world.token()));
}

#[test]
fn a_chat_whose_page_is_gone_takes_answers_in_silence() {
    let Tab { mut world, chat, ana, _owner: owner, .. } = Tab::new(|_| {});
    owner.cleanup();
    world.receive(ana);
    chat.hear(world.facts.pop().unwrap());
    chat.link_changed(Link::Live);
    assert_eq!(chat.known_up_to(), None);
    assert_eq!(chat.take_back(ClientId::random()), None);
}
