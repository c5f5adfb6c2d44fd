//! One connection.

use std::future::poll_fn;
use std::pin::Pin;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender};
use futures::future::{Either, select};
use futures::{Sink, SinkExt, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, State, WebSocketError};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;

use super::driver::Input;
use super::machine::{NO_CLOSE_FRAME, Way};

#[wasm_bindgen(module = "/src/ui/socket/by_events.js")]
extern "C" {
    /// What this gives can be used as a WebSocket.
    #[wasm_bindgen(catch, js_name = openByEvents)]
    async fn open_by_events() -> Result<JsValue, JsValue>;
}

/// Where the server of this page has its socket.
fn url() -> String {
    let location = window().location();
    let scheme = if location.protocol().as_deref() == Ok("https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/ws", location.host().unwrap_or_default())
}

async fn open(way: Way) -> Option<WebSocket> {
    match way {
        Way::Socket => WebSocket::open(&url()).ok(),
        Way::Events => {
            let socket: web_sys::WebSocket = open_by_events().await.ok()?.unchecked_into();
            WebSocket::try_from(socket).ok()
        }
    }
}

/// One connection, from hello to the end.
pub(super) async fn talk(
    way: Way,
    number: u32,
    hello: String,
    mut queue: UnboundedReceiver<String>,
    inbox: UnboundedSender<Input>,
) {
    let Some(mut socket) = open(way).await else {
        let _ = inbox.unbounded_send(Input::Closed(number, NO_CLOSE_FRAME));
        return;
    };
    say(&mut socket, hello).await;
    let code = loop {
        match select(socket.next(), queue.next()).await {
            Either::Left((Some(Ok(Message::Text(text))), _)) => {
                let _ = inbox.unbounded_send(Input::Said(number, text));
            }
            Either::Left((Some(Err(WebSocketError::ConnectionClose(event))), _)) => {
                break event.code;
            }
            // Binary messages are none of ours; an error is followed by a close.
            Either::Left((Some(_), _)) => {}
            Either::Right((Some(text), _)) => {
                say(&mut socket, text).await;
            }
            Either::Left((None, _)) | Either::Right((None, _)) => break NO_CLOSE_FRAME,
        }
    };
    let _ = inbox.unbounded_send(Input::Closed(number, code));
}

/// Waits until the connection is open, and says it. One that has failed meanwhile is told nothing
/// (browsers complain about that on the console); the stream reports its end.
async fn say(socket: &mut WebSocket, text: String) {
    let ready = poll_fn(|context| Pin::new(&mut *socket).poll_ready(context)).await;
    if ready.is_ok() && matches!(socket.state(), State::Open) {
        let _ = socket.send(Message::Text(text)).await;
    }
}
