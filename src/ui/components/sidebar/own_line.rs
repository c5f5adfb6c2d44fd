//! Oneself: whether others reach one, and the way out.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::web_sys::HtmlFormElement;

use super::setting::Setting;
use super::status_menu::StatusMenu;
use crate::i18n::word;
use crate::ui::components::common::{Avatar, AvatarSize, BusyNote, Icon, IconName, When};
use crate::ui::live::expect_chat;
use crate::ui::outbox;

/// The top of the sidebar. `refused` is why a setting was refused, without JavaScript. Logging out is
/// a plain form: what comes after it is another's page. Who has written what is not sent is asked
/// first.
#[component]
pub fn OwnLine(refused: Option<String>) -> impl IntoView {
    let chat = expect_chat();
    let (myself, problem) = (chat.myself(), RwSignal::new(refused));
    let username = move || myself.with(|myself| myself.person.username.to_string());
    let about = move || {
        let status = match myself.with(|myself| myself.person.status.is_busy()) {
            true => word!(status.busy),
            false => word!(status.available),
        };
        // Isolated, so that it is the same in text from right to left.
        word!(status.own, username = format!("\u{2066}@{}\u{2069}", username()), status = status)
    };
    let on_submit = move |event: SubmitEvent| {
        let count = chat.count_unsent();
        if count == 0 {
            return;
        }
        event.prevent_default();
        outbox::ask_to_clear(
            event_target::<HtmlFormElement>(&event),
            &word!(auth.log_out_unsent, count = count),
            word!(auth.log_out_anyway),
            word!(auth.stay),
        );
    };
    view! {
        <div class="relative flex min-h-16 shrink-0 items-center gap-1 px-3 pt-[max(0.625rem,env(safe-area-inset-top))] pb-2">
            <a
                href=move || Some(format!("/c/{}", username()))
                class="flex min-w-0 flex-1 items-center gap-3 rounded-full p-1 hover:bg-hover"
            >
                <Avatar contact=myself size=AvatarSize::Small />
                <span class="min-w-0">
                    <span class="block truncate text-match text-md font-bold" dir="auto">
                        {move || myself.with(|myself| myself.person.full_name.to_string())}
                    </span>
                    <span class="block truncate text-sm text-muted">{move || about()}</span>
                </span>
            </a>
            <span class="shrink-0 text-sm text-muted" title=word!(link.slower_why)>
                {move || if chat.is_slower() { word!(link.slower).to_string() } else { String::new() }}
            </span>
            <StatusMenu me=myself problem />
            <a
                href="/settings/profile"
                rel="external"
                class="button-icon"
                aria-label=word!(settings.title)
                title=word!(settings.title)
            >
                <Icon name=IconName::Settings />
            </a>
            <form method="post" action="/api/log_out" on:submit=on_submit>
                <button
                    type="submit"
                    class="button-icon"
                    aria-label=word!(auth.log_out)
                    title=word!(auth.log_out)
                >
                    <Icon name=IconName::LogOut />
                </button>
            </form>
        </div>
        <BusyNote
            contact=myself
            name=String::new()
            back=Some(Setting::Available.press(myself, problem))
        />
        <When holds=move || problem.with(Option::is_some)>
            <p role="alert" class="px-4 pb-2 text-sm text-danger">
                {move || problem.get().unwrap_or_default()}
            </p>
        </When>
    }
}
