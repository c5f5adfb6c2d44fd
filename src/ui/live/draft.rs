//! What is being typed.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::Chat;
use crate::domain::ConversationId;
use crate::ui::effect::effect;

/// The text of a composer. The `<textarea>` itself owns it: it may be older than hydration, and
/// what somebody typed before the page came alive must stay. So bind no `value` to it; give it
/// `node_ref=draft.node()` and `on:input=move |_| draft.typed()`, and read [`Draft::text`].
///
/// Each conversation has its own; it is kept while others are on screen.
#[derive(Clone, Copy)]
pub struct Draft {
    node: NodeRef<Textarea>,
    text: RwSignal<String>,
}

impl Draft {
    /// The draft of a conversation's composer, to be made in its component. When the component is
    /// mounted, what is in the `<textarea>` wins over what was kept.
    pub fn new(chat: Chat, conversation: ConversationId) -> Self {
        let kept = chat.drafts.try_update_value(|drafts| drafts.take(&conversation)).flatten();
        let draft = Self { node: NodeRef::new(), text: RwSignal::new(String::new()) };
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
            let text = draft.text.try_get_untracked().unwrap_or_default();
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

    /// Puts other text in place of what is typed, for example that of a discarded message.
    pub fn put(self, text: &str) {
        if let Some(area) = self.node.get_untracked() {
            area.set_value(text);
        }
        self.text.set(text.to_owned());
    }

    /// What is typed, leaving nothing: for sending.
    pub fn take(self) -> String {
        self.typed();
        let text = self.text.get_untracked();
        self.put("");
        text
    }
}
