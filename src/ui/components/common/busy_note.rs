//! That somebody is Busy, where it matters.

use leptos::prelude::*;

use super::{FormButton, Icon, IconName, Press, When, busy_words, moment_words};
use crate::domain::{Contact, Status};
use crate::i18n::word;
use crate::ui::clock::expect_clock;

/// A calm line while somebody is Busy: until when, and what becomes of what is written to them. Of
/// oneself it also has the way back.
#[component]
pub fn BusyNote(
    contact: Memo<Contact>,
    /// The other's; empty for oneself.
    name: String,
    back: Option<Press>,
) -> impl IntoView {
    let clock = expect_clock();
    let status = move || contact.with(|contact| contact.person.status);
    // Isolated, so that a name from right to left does not carry the rest along.
    let name = StoredValue::new(format!("\u{2068}{name}\u{2069}"));
    let is_own = back.is_some();
    let words = move || match status() {
        busy if is_own => {
            let busy = busy_words(clock, busy).unwrap_or_default();
            word!(status.messages_wait, busy = busy)
        }
        Status::Busy { until: Some(at) } => {
            let when = moment_words(clock, at);
            word!(status.other_until, name = name.get_value(), when = when)
        }
        _ => word!(status.other, name = name.get_value()),
    };
    view! {
        <div role="status" class="shrink-0 px-3 md:px-6">
            <When holds=move || status().is_busy()>
                <div class="busy-note mx-auto mb-2 max-w-4xl">
                    <Icon name=IconName::Moon class="size-4" />
                    <p dir="auto" class="text-match">
                        {move || words()}
                    </p>
                    {back
                        .clone()
                        .map(|press| {
                            view! { <FormButton press words=word!(status.again) class="link" /> }
                                .into_any()
                        })}
                </div>
            </When>
        </div>
    }
}
