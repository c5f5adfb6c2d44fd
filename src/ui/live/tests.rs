//! The chat over a make-believe socket.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;

use super::{Chat, LineState, Link};
use crate::domain::{ClientId, ProblemCode, Seq, UserId};
use crate::protocol::{ClientFrame, ServerFrame};
use crate::ui::socket::Listener;
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
    tab.chat.send(" hi ".into()).unwrap();
    assert_eq!(tab.states(), [LineState::Sending]);
    let line = tab.chat.log().get_untracked().unwrap().lines[0].clone();
    let said = tab.said();
    assert_eq!(said.iter().map(sent).collect::<Vec<_>>(), [("hi".into(), line.key.client_id)]);
    tab.world.write(tab.world.me, tab.ana, line.key.client_id);
    tab.hear_everything();
    assert_eq!(tab.states(), [LineState::Sent]);
}

#[test]
fn what_cannot_be_sent_stays_where_it_was_typed() {
    let tab = Tab::new(|_| {});
    tab.connect();
    assert_eq!(tab.chat.send("  ".into()).unwrap_err().code, ProblemCode::Missing);
    tab.chat.close_conversation();
    assert_eq!(tab.chat.send("hi".into()).unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(tab.said(), []);
}

#[test]
fn after_a_break_what_has_no_answer_goes_out_again_in_order_under_its_id() {
    let mut tab = Tab::new(|_| {});
    tab.connect();
    for text in ["one", "two", "three"] {
        tab.chat.send(text.into()).unwrap();
    }
    let first = tab.said().iter().map(sent).collect::<Vec<_>>();
    // One arrived, one was refused for good, one was under way when the connection broke.
    tab.world.write(tab.world.me, tab.ana, first[0].1);
    tab.hear_everything();
    let problem = ProblemCode::ForbiddenCharacter.into();
    tab.chat.hear(ServerFrame::SendRefused { client_id: first[1].1, problem });
    tab.chat.link_changed(Link::Waiting { retry_in_ms: 500 });
    assert_eq!(tab.said(), []);
    tab.connect();
    assert_eq!(tab.said().iter().map(sent).collect::<Vec<_>>(), first[2..]);
}

#[test]
fn a_failed_message_is_tried_again_or_given_back() {
    let tab = Tab::new(|_| {});
    tab.connect();
    tab.chat.send("hi".into()).unwrap();
    let (_, client_id) = sent(&tab.said()[0]);
    let refuse = || {
        let problem = ProblemCode::TooMany.into();
        tab.chat.hear(ServerFrame::SendRefused { client_id, problem });
    };
    refuse();
    tab.chat.retry(client_id);
    assert_eq!(sent(&tab.said()[0]), ("hi".into(), client_id));
    refuse();
    assert_eq!(tab.chat.discard(client_id).as_deref(), Some("hi"));
    assert_eq!(tab.states(), []);
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
    assert_eq!(report(), std::slice::from_ref(&seen));
    assert_eq!(report(), []);
    tab.chat.reported_seen.update_value(|reported| reported.clear());
    assert_eq!(report(), [seen]);
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
    assert_eq!(chat.send("hi".into()).unwrap_err().code, ProblemCode::NotFound);
}
