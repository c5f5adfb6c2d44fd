//! Available or Busy, and what others are shown of oneself.

use leptos::prelude::*;

use super::setting::Setting;
use crate::domain::Contact;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{FormButton, Icon, IconName, busy_words, close_on_escape};

/// A moon that opens a menu; tinted while one is Busy. `me` is oneself, `problem` why something was
/// refused.
#[component]
pub fn StatusMenu(me: Memo<Contact>, problem: RwSignal<Option<String>>) -> impl IntoView {
    let clock = expect_clock();
    let busy = move || busy_words(clock, me.with(|me| me.person.status));
    let label = move || {
        let words = busy().unwrap_or_else(|| word!(status.available).to_owned());
        word!(status.yours, status = words)
    };
    let choice = |setting: Setting, words| {
        let press = setting.press(me, problem);
        view! { <FormButton press words class="choice" /> }.into_any()
    };
    view! {
        <details class="menu" on:keydown=close_on_escape>
            <summary
                class="button-icon"
                class=("tint-iris", move || busy().is_some())
                aria-label=move || Some(label())
                title=move || Some(label())
            >
                <Icon name=IconName::Moon />
            </summary>
            <div>
                {choice(Setting::Available, word!(status.available))}
                {choice(Setting::Busy, word!(status.busy_open))}
                {choice(Setting::BusyForAnHour, word!(status.busy_hour))}
                {choice(Setting::BusyUntilMorning, word!(status.busy_tomorrow))}
                <p>{word!(status.hint)}</p>
                {choice(Setting::SendsSeen, word!(status.sends_seen))}
                <p>{word!(status.sends_seen_hint)}</p>
            </div>
        </details>
    }
}
