//! One press.

use std::sync::Arc;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::HtmlFormElement;

use super::{Icon, IconName};
use crate::domain::Problem;
use crate::ui::live::expect_chat;

/// The form that was posted, and its answer.
type Done = dyn Fn(&HtmlFormElement, Result<String, Problem>) + Send + Sync;

/// What a press posts, and what comes of it.
#[derive(Clone)]
pub struct Press {
    /// The name of the server function.
    pub action: &'static str,
    /// Names and values of the fields. The names stay; the second may be empty, for none.
    pub fields: Arc<dyn Fn() -> [(&'static str, String); 2] + Send + Sync>,
    /// Whether it is how things are already; `None` for what can be done again and again.
    pub is_set: Arc<dyn Fn() -> Option<bool> + Send + Sync>,
    /// Takes the answer, which is the page's affair where there is no JavaScript.
    pub done: Arc<Done>,
}

/// A plain form of one button, so that it works without JavaScript. With JavaScript it is posted
/// without leaving the page.
#[component]
pub fn FormButton(press: Press, words: &'static str, class: &'static str) -> impl IntoView {
    let chat = expect_chat();
    let Press { action, fields, is_set, done } = press;
    let [(one, _), (other, _)] = untrack(|| fields());
    let value = StoredValue::new(fields);
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (form, done) = (event_target::<HtmlFormElement>(&event), done.clone());
        spawn_local(async move {
            let answer = chat.post(form.clone()).await;
            done(&form, answer);
        });
    };
    view! {
        <form method="post" action=format!("/api/{action}") on:submit=on_submit>
            <input type="hidden" name=one value=move || Some(value.with_value(|of| of()[0].1.clone())) />
            <input
                type="hidden"
                name=other
                disabled=other.is_empty()
                value=move || Some(value.with_value(|of| of()[1].1.clone()))
            />
            <button
                type="submit"
                class=class
                aria-pressed=move || is_set().map(|is_set| is_set.to_string())
            >
                <Icon name=IconName::Check class="tick size-4" />
                {words}
            </button>
        </form>
    }
}
