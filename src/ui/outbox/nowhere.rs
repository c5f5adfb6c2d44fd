//! On the server nothing is written; nothing that calls these runs there. To tests it is a browser that
//! keeps nothing.

use leptos::web_sys::HtmlFormElement;

use crate::domain::{ClientId, ProblemCode, Seq, UserId};
use crate::ui::state::Pending;

pub fn stand(_person: UserId, _steal: bool, _changed: impl Fn(bool) + Copy + 'static) {}

pub fn look() {}

pub async fn keep(_pending: &Pending) -> Option<u64> {
    None
}

pub fn note(_client_id: ClientId, _new_id: ClientId, _problem: Option<ProblemCode>) {}

pub fn forget(_client_id: ClientId) {}

pub fn settle(_client_id: ClientId, _seq: Seq) {}

pub fn ask_to_clear(_form: HtmlFormElement, _question: &str, _yes: &str, _no: &str) {}
