//! Where one writes.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::first::FirstOnPage;
use crate::domain::{BODY_MAX_CHARS, ConversationId, FormReturn};
use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName, When, area_text, problem_text};
use crate::ui::effect::effect;
use crate::ui::live::{Draft, expect_chat};

/// From here on the characters that are left are counted.
const COUNT_FROM_CHARS: usize = BODY_MAX_CHARS - 400;
/// What browsers say a key is while an input method composes.
const COMPOSING_KEY_CODE: u32 = 229;
/// Where the style sheet's `md` begins, in CSS pixels.
const TWO_PANES_PX: f64 = 768.0;

/// A text area that grows, and the button that sends. A plain form where there is no JavaScript: its
/// client id makes a form that is posted twice one message.
#[component]
pub fn Composer(
    conversation: ConversationId,
    name: String,
    is_notes: bool,
    draft: Draft,
    /// Whether one has just gone to this conversation, most likely to write.
    take_focus: bool,
) -> impl IntoView {
    let chat = expect_chat();
    let first = FirstOnPage::find();
    let client_id = first.as_ref().map(|first| first.client_id.clone());
    let of_here = |form: &FormReturn| form.typed("conversation") == conversation.as_str();
    let returned = first.and_then(|first| first.refused).filter(of_here);
    let typed = returned.as_ref().map(|form| form.typed("body")).unwrap_or_default();
    let problem = RwSignal::new(returned.map(|form| problem_text(&form.problem)));
    let label = if is_notes {
        word!(conversation.write_notes).to_owned()
    } else {
        word!(conversation.write, name = name)
    };
    let send = move || {
        let Some((conversation, client_id, text)) = draft.leave() else { return };
        spawn_local(async move {
            let refused = chat.send(conversation, client_id, text).await.err();
            draft.left(refused.is_none());
            problem.try_set(refused.map(|refused| problem_text(&refused)));
        });
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    let on_key = move |event: KeyboardEvent| {
        let composing = event.is_composing() || event.key_code() == COMPOSING_KEY_CODE;
        if event.key() == "Enter" && !event.shift_key() && !composing {
            event.prevent_default();
            send();
        }
    };
    let left = move || {
        let count = draft.text().with(|text| text.trim().chars().count());
        (count > COUNT_FROM_CHARS).then(|| BODY_MAX_CHARS as i64 - count as i64)
    };
    let is_over = move || left().is_some_and(|left| left.is_negative());
    if take_focus {
        effect(move || {
            if let Some(area) = draft.node().get().filter(|_| is_wide()) {
                let _ = area.focus();
            }
        });
    }
    view! {
        <form
            method="post"
            action="/api/send_message"
            class="shrink-0 px-3 pt-1 pb-[max(0.75rem,env(safe-area-inset-bottom))] md:px-6 md:pb-4"
            on:submit=on_submit
        >
            <input type="hidden" name="conversation" value=conversation.to_string() />
            <input type="hidden" name="client_id" value=client_id />
            <div id="body-problem" role="alert" class="mx-auto max-w-4xl">
                <When holds=move || problem.with(Option::is_some)>
                    <p class="pb-2 text-sm text-danger">
                        {move || problem.get().unwrap_or_default()}
                    </p>
                </When>
            </div>
            <div class="mx-auto flex max-w-4xl items-end gap-2">
                <div class="grow-with-text min-w-0 flex-1" data-text=move || Some(draft.text().get())>
                    <textarea
                        node_ref=draft.node()
                        name="body"
                        rows="1"
                        dir="auto"
                        class="scroll-quiet"
                        placeholder=label.clone()
                        aria-label=label
                        aria-invalid=move || problem.with(Option::is_some).then(|| "true".to_owned())
                        aria-describedby="body-problem"
                        enterkeyhint="send"
                        on:input=move |_| {
                            draft.typed();
                            if draft.text().with_untracked(|text| !text.is_empty()) {
                                chat.typed();
                            }
                        }
                        on:keydown=on_key
                    >
                        {area_text(&typed)}
                    </textarea>
                </div>
                <button
                    type="submit"
                    class="grid size-11 shrink-0 place-items-center rounded-full bg-own text-on-own brighter-on-hover"
                    aria-label=word!(conversation.send)
                    title=word!(conversation.send)
                >
                    <Icon name=IconName::Send />
                </button>
            </div>
            <When holds=move || left().is_some()>
                <p
                    class="mx-auto max-w-4xl pe-14 pt-1 text-end text-xs digits"
                    class=("text-muted", move || !is_over())
                    class=("text-danger", move || is_over())
                >
                    {move || word!(conversation.left, count = left().unwrap_or_default())}
                </p>
            </When>
        </form>
    }
}

/// Whether there is room for both panes. On a phone the keyboard would cover what one came to read.
fn is_wide() -> bool {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.is_some_and(|width| width >= TWO_PANES_PX)
}
