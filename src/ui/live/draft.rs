//! What is being typed.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::Chat;
use crate::domain::{ClientId, ConversationId};
use crate::ui::effect::effect;
use crate::ui::state::Pending;

/// The text of a composer. The `<textarea>` itself owns it: it may be older than hydration, and
/// what somebody typed before the page came alive must stay. So bind no `value` to it; give it
/// `node_ref=draft.node()` and `on:input=move |_| draft.typed()`, and read [`Draft::text`].
///
/// Each conversation has its own; it is kept while others are on screen.
#[derive(Clone, Copy)]
pub struct Draft {
    node: NodeRef<Textarea>,
    text: RwSignal<String>,
    leaving: StoredValue<Leaving>,
}

/// What becomes of the text.
struct Leaving {
    conversation: ConversationId,
    /// What is being sent, while the browser has not kept it yet.
    text: Option<String>,
    /// There is more to send as soon as that is kept.
    again: bool,
    /// The message that the text was before it was taken back. It may have arrived: under its id the
    /// changed text cannot become a second one unnoticed.
    was: Option<ClientId>,
}

impl Draft {
    /// The draft of a conversation's composer, to be made in its component. When the component is
    /// mounted, what is in the `<textarea>` wins over what was kept.
    pub fn new(chat: Chat, conversation: ConversationId) -> Self {
        let kept = chat.drafts.try_update_value(|drafts| drafts.take(&conversation)).flatten();
        let draft = Self {
            node: NodeRef::new(),
            text: RwSignal::new(String::new()),
            leaving: StoredValue::new(Leaving {
                conversation: conversation.clone(),
                text: None,
                again: false,
                was: None,
            }),
        };
        let mut was_mounted = false;
        effect(move || {
            let area = draft.node.get();
            let is_new = !was_mounted;
            was_mounted = area.is_some();
            if let Some(area) = area.filter(|_| is_new) {
                match &kept {
                    Some(kept) if area.value().is_empty() => draft.put(kept),
                    _ => draft.typed(),
                }
            }
        });
        on_cleanup(move || {
            let text = draft.rest();
            chat.drafts.try_update_value(|drafts| drafts.set(conversation, text));
        });
        draft
    }

    /// For `node_ref`.
    pub fn node(self) -> NodeRef<Textarea> {
        self.node
    }

    /// What is typed so far, as a signal.
    pub fn text(self) -> Signal<String> {
        self.text.into()
    }

    /// To be called on each `input` event.
    pub fn typed(self) {
        if let Some(area) = self.node.get_untracked() {
            self.text.set(area.value());
        }
    }

    /// What is to be sent, where to, and as which message. It stays where it is until
    /// [`Draft::left`]. `None` if it is blank; or if something is leaving already, then it follows
    /// by itself.
    pub fn leave(self) -> Option<(ConversationId, ClientId, String)> {
        self.typed();
        let text = self.text.get_untracked();
        if text.trim().is_empty() {
            return None;
        }
        self.leaving.try_update_value(|leaving| {
            leaving.again = leaving.text.is_some();
            if leaving.again {
                return None;
            }
            leaving.text = Some(text.clone());
            let client_id = leaving.was.unwrap_or_else(ClientId::random);
            Some((leaving.conversation.clone(), client_id, text))
        })?
    }

    /// What was to be sent is kept, and goes from the box; or, if it was refused, stays there.
    pub fn left(self, is_kept: bool) {
        let rest = self.rest();
        let again = self.leaving.try_update_value(|leaving| {
            leaving.text = None;
            if is_kept {
                leaving.was = None;
            }
            std::mem::take(&mut leaving.again)
        });
        if is_kept && again.is_some() {
            self.put(&rest);
        }
        if again == Some(true)
            && let Some(form) = self.node.get_untracked().and_then(|area| area.form())
        {
            let _ = form.request_submit();
        }
    }

    /// Takes in the text of a message that was taken back, before what is typed.
    pub fn take_in(self, taken: Pending) {
        self.typed();
        let typed = self.text.get_untracked();
        let between = if typed.is_empty() { "" } else { "\n" };
        self.put(&format!("{}{between}{typed}", taken.body.as_str()));
        self.leaving.update_value(|leaving| leaving.was = Some(taken.client_id));
        if let Some(area) = self.node.get_untracked() {
            let _ = area.focus();
        }
    }

    /// What is typed but for what is being sent.
    fn rest(self) -> String {
        let typed = self.text.try_get_untracked().unwrap_or_default();
        let rest = self.leaving.try_with_value(|leaving| {
            let sent = leaving.text.as_deref()?;
            typed.strip_prefix(sent).map(str::to_owned)
        });
        rest.flatten().unwrap_or(typed)
    }

    fn put(self, text: &str) {
        if let Some(area) = self.node.get_untracked() {
            area.set_value(text);
        }
        self.text.set(text.to_owned());
    }

    /// Puts text back that was taken away from where it was, unless something else is typed by now; one
    /// can go on writing at once.
    pub fn give_back(self, text: &str) {
        if self.text.try_with_untracked(|typed| typed.trim().is_empty()) == Some(true) {
            self.put(text);
        }
        if let Some(area) = self.node.try_get_untracked().flatten() {
            let _ = area.focus();
        }
    }
}
