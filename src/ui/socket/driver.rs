//! Does what the [`Machine`] says, in the browser.

use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{AbortHandle, Abortable};
use leptos::leptos_dom::helpers::{
    TimeoutHandle, WindowListenerHandle, set_timeout_with_handle, window_event_listener_untyped,
};
use leptos::prelude::{document, window};
use leptos::task::spawn_local;

use super::talk::talk;
use super::{Action, Event, Listener, Machine, Way};
use crate::protocol::{
    ClientFrame, PROTOCOL_VERSION, ServerFrame, close, decode_server_frame, encode,
};

/// Where the session storage keeps that this page was loaded again for the server's sake.
const RELOADED_KEY: &str = "natter_reloaded";
/// This tab's end of the socket, opened again whenever it breaks. A handle; the socket ends with
/// [`Socket::close`] or when the last handle goes.
#[derive(Clone)]
pub struct Socket {
    inbox: UnboundedSender<Input>,
}

/// Everything that happens comes through one queue and is dealt with one at a time.
pub(super) enum Input {
    Event(Event),
    Frame(ClientFrame),
    /// From the connection of that number; others are long over.
    Said(u32, String),
    Closed(u32, u16),
    /// Somebody looks at the tab.
    LookedAt,
    Close,
}

impl Socket {
    /// Begins to connect to the server that this page comes from.
    pub fn open(listener: impl Listener) -> Self {
        let (inbox, inputs) = unbounded();
        let wakers = listen_to_window(&inbox);
        let driver = Driver {
            machine: Machine::new(!was_reloaded()),
            listener,
            inbox: inbox.clone(),
            connection: None,
            connections: 0,
            timer: None,
        };
        spawn_local(async move {
            driver.run(inputs).await;
            wakers.into_iter().for_each(WindowListenerHandle::remove);
        });
        Self { inbox }
    }

    /// Sends a command if the connection is live; otherwise it is dropped.
    pub fn carry(&self, frame: ClientFrame) {
        let _ = self.inbox.unbounded_send(Input::Frame(frame));
    }

    /// Ends it for good.
    pub fn close(&self) {
        let _ = self.inbox.unbounded_send(Input::Close);
    }
}

struct Driver<L> {
    machine: Machine,
    listener: L,
    inbox: UnboundedSender<Input>,
    connection: Option<Connection>,
    connections: u32,
    timer: Option<TimeoutHandle>,
}

/// An open or opening connection; it closes when this goes.
struct Connection {
    frames: UnboundedSender<String>,
    task: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<L: Listener> Driver<L> {
    async fn run(mut self, mut inputs: UnboundedReceiver<Input>) {
        self.on(Event::Start);
        while let Some(input) = inputs.next().await {
            match input {
                Input::Event(event) => self.on(event),
                Input::Frame(frame) if self.machine.is_live() => {
                    let expects_answer = matches!(frame, ClientFrame::SendMessage { .. });
                    self.say(&frame);
                    if expects_answer {
                        self.on(Event::Sent);
                    }
                }
                Input::Said(number, text) if number == self.connections => self.hear(&text),
                Input::Closed(number, code) if number == self.connections => {
                    self.on(Event::Closed(code));
                }
                Input::LookedAt => {
                    self.listener.looked_at();
                    self.on(Event::Woken);
                }
                Input::Frame(_) | Input::Said(..) | Input::Closed(..) => {}
                Input::Close => break,
            }
        }
        self.clear_timer();
    }

    fn hear(&mut self, text: &str) {
        self.on(Event::Heard);
        // What this page does not know it passes over: the server may be newer.
        let Some(frame) = decode_server_frame(text) else { return };
        let welcome = match &frame {
            ServerFrame::Welcome { protocol, .. } => Some(*protocol),
            _ => None,
        };
        if welcome.is_some_and(|protocol| protocol != PROTOCOL_VERSION) {
            return self.on(Event::Closed(close::BAD_HELLO));
        }
        self.listener.hear(frame);
        if welcome.is_some() {
            set_reloaded(false);
            self.on(Event::Welcomed);
        }
    }

    fn on(&mut self, event: Event) {
        let online = window().navigator().on_line();
        for action in self.machine.on(event, js_sys::Math::random(), online) {
            match action {
                Action::Open(way) => self.open(way),
                Action::Close => self.connection = None,
                Action::Ping => self.say(&ClientFrame::Ping),
                Action::SetTimer { ms } => self.set_timer(ms),
                Action::ClearTimer => self.clear_timer(),
                Action::Tell(link) => self.listener.link_changed(link),
                Action::Ask => self.ask(),
                Action::Leave => self.listener.session_ended(),
                Action::Reload => {
                    set_reloaded(true);
                    let _ = window().location().reload();
                }
            }
        }
    }

    fn ask(&self) {
        let (listener, inbox) = (self.listener, self.inbox.clone());
        spawn_local(async move {
            if listener.reaches().await {
                let _ = inbox.unbounded_send(Input::Event(Event::Reached));
            }
        });
    }

    fn open(&mut self, way: Way) {
        self.connections += 1;
        let number = self.connections;
        self.listener.goes_by(way);
        let hello = ClientFrame::Hello {
            protocol: PROTOCOL_VERSION,
            token: self.listener.known_up_to(),
            holds: self.listener.holds(),
        };
        let (frames, queue) = unbounded();
        let (task, registration) = AbortHandle::new_pair();
        let talk = talk(way, number, encode(&hello), queue, self.inbox.clone());
        spawn_local(async move {
            let _ = Abortable::new(talk, registration).await;
        });
        self.connection = Some(Connection { frames, task });
    }

    fn say(&self, frame: &ClientFrame) {
        if let Some(connection) = &self.connection {
            let _ = connection.frames.unbounded_send(encode(frame));
        }
    }

    fn set_timer(&mut self, ms: u32) {
        self.clear_timer();
        let inbox = self.inbox.clone();
        let time_up = move || drop(inbox.unbounded_send(Input::Event(Event::TimeUp)));
        self.timer = set_timeout_with_handle(time_up, Duration::from_millis(ms.into())).ok();
    }

    fn clear_timer(&mut self) {
        self.timer.take().iter().for_each(TimeoutHandle::clear);
    }
}

fn listen_to_window(inbox: &UnboundedSender<Input>) -> Vec<WindowListenerHandle> {
    let on = |name: &str, event: Event| {
        let inbox = inbox.clone();
        window_event_listener_untyped(name, move |_| {
            let _ = inbox.unbounded_send(Input::Event(event));
        })
    };
    let looked_at = inbox.clone();
    let visible = window_event_listener_untyped("visibilitychange", move |_| {
        if document().visibility_state() == web_sys::VisibilityState::Visible {
            let _ = looked_at.unbounded_send(Input::LookedAt);
        }
    });
    vec![on("online", Event::Woken), on("offline", Event::NetworkLost), visible]
}

fn was_reloaded() -> bool {
    let storage = window().session_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(RELOADED_KEY).ok().flatten()).is_some()
}

fn set_reloaded(reloaded: bool) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = match reloaded {
            true => storage.set_item(RELOADED_KEY, "1"),
            false => storage.remove_item(RELOADED_KEY),
        };
    }
}
