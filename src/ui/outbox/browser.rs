//! The outbox in the browser.

use std::cell::RefCell;

use js_sys::Promise;
use leptos::web_sys::HtmlFormElement;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::domain::{ClientId, ProblemCode, Seq, UserId};
use crate::ui::state::{Pending, read_entries, read_settled};
use crate::ui::tabs::Leader;

mod store {
    use super::*;

    #[wasm_bindgen(module = "/src/ui/outbox/store.js")]
    extern "C" {
        pub fn attend(person: &str, changed: &Hear, settled: &Hear);
        pub fn leave();
        pub fn look();
        pub fn keep(id: &str, conversation: &str, body: &str, at: f64) -> Promise;
        pub fn note(id: &str, new_id: &str, problem: &str);
        pub fn forget(id: &str);
        pub fn settle(id: &str, seq: f64);
        #[wasm_bindgen(js_name = askToClear)]
        pub fn ask_to_clear(form: &HtmlFormElement, question: &str, yes: &str, no: &str);
    }
}

/// What hears from the store.
type Hear = Closure<dyn FnMut(String)>;

thread_local! {
    static HEARING: RefCell<Option<[Hear; 2]>> = const { RefCell::new(None) };
    static LEADER: RefCell<Option<Leader>> = const { RefCell::new(None) };
}

/// Begins to tell what the outbox of a person has, now and whenever another tab has changed it, and
/// which of its messages other tabs have heard to be durable.
pub fn attend(
    person: UserId,
    changed: impl Fn(Vec<Pending>) + 'static,
    settled: impl Fn(ClientId, Seq) + 'static,
) {
    let changed: Box<dyn FnMut(String)> = Box::new(move |told| changed(read_entries(&told)));
    let settled: Box<dyn FnMut(String)> = Box::new(move |told| {
        if let Some((client_id, seq)) = read_settled(&told) {
            settled(client_id, seq);
        }
    });
    let hearing = [Closure::wrap(changed), Closure::wrap(settled)];
    store::attend(&person.to_string(), &hearing[0], &hearing[1]);
    HEARING.set(Some(hearing));
}

/// Ends what [`attend`] and [`stand`] began.
pub fn leave() {
    store::leave();
    LEADER.take();
}

/// Stands for being the tab that sends for all; see [`Leader::stand`].
pub fn stand(person: UserId, steal: bool, changed: impl Fn(bool) + Copy + 'static) {
    LEADER.take();
    LEADER.set(Some(Leader::stand(&format!("natter-outbox-{person}"), steal, changed)));
}

/// Has the outbox told anew: a tab that was frozen may have missed something.
pub fn look() {
    store::look();
}

/// Keeps a message behind all that are kept. Returns its place once it is on disk; `None` if the
/// browser does not keep it.
pub async fn keep(pending: &Pending) -> Option<u64> {
    let (id, conversation) = (pending.client_id.to_string(), pending.conversation.as_str());
    let kept = store::keep(&id, conversation, pending.body.as_str(), pending.at.0 as f64);
    Some(JsFuture::from(kept).await.ok()?.as_f64()? as u64)
}

/// Notes that a message was refused, or that it is to be sent again, maybe under a new id.
pub fn note(client_id: ClientId, new_id: ClientId, problem: Option<ProblemCode>) {
    let problem = problem.and_then(|problem| serde_json::to_string(&problem).ok());
    store::note(&client_id.to_string(), &new_id.to_string(), &problem.unwrap_or_default());
}

/// Forgets a message that its person took back.
pub fn forget(client_id: ClientId) {
    store::forget(&client_id.to_string());
}

/// Forgets a message that is durable, and tells the other tabs.
pub fn settle(client_id: ClientId, seq: Seq) {
    store::settle(&client_id.to_string(), seq.0 as f64);
}

/// Asks whether what is not sent may go; then, and once it has gone, submits the form.
pub fn ask_to_clear(form: HtmlFormElement, question: &str, yes: &str, no: &str) {
    store::ask_to_clear(&form, question, yes, no);
}
