//! The conversation that the page was rendered with.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api;
use crate::domain::{ConversationView, FormReturn, Problem};
use crate::ui::effect::effect;

/// Somebody's conversation, or why it could not be opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    pub username: String,
    pub answer: Result<ConversationView, Problem>,
}

impl Opened {
    /// Asks for it.
    pub async fn fetch(username: String, before: Option<u64>) -> Self {
        let answer = api::get_conversation(username.clone(), before).await;
        Self { username, answer }
    }
}

/// What the first conversation of a page begins with; those after it begin with nothing.
///
/// It is gathered at the top of the page, because what the server hands over to the browser is found
/// by the order of asking for it, and what is further down may be rendered more than once there.
#[derive(Clone)]
pub struct First {
    pub opened: Option<Opened>,
    /// The plain form that was refused before this page.
    pub refused: Option<FormReturn>,
    /// For the plain form of this page: however often it is posted, it is one message.
    pub client_id: String,
}

/// [`First`] as a context, until it is used up.
#[derive(Clone, Copy)]
pub struct FirstOnPage(StoredValue<Option<First>>);

impl FirstOnPage {
    pub fn provide(first: First) {
        provide_context(Self(StoredValue::new(Some(first))));
    }

    pub fn find() -> Option<First> {
        expect_context::<Self>().0.get_value()
    }

    /// Forgets it when whatever calls this goes. In the browser only: there, what goes does not come
    /// back.
    pub fn use_up_on_cleanup() {
        let first = expect_context::<Self>().0;
        effect(move || on_cleanup(move || _ = first.try_update_value(Option::take)));
    }
}
