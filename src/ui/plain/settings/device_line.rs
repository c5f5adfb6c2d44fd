//! One browser that one is logged in with.

use leptos::prelude::*;

use super::super::plain_form::button_form;
use super::device::Device;
use crate::domain::SessionView;
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{Icon, IconName, day_words};

/// Which it is, when it was used, and the way to end it. The one that shows this is logged out by
/// logging out.
pub(super) fn device_line(session: &SessionView) -> AnyView {
    let clock = expect_clock();
    let device = Device::of(&session.user_agent);
    let name = device_words(&device);
    let day = |at| day_words(clock.format_day(at));
    let used = match session.is_connected || session.is_current {
        true => word!(settings.connected).to_owned(),
        false => word!(settings.last_used, day = day(session.last_used)),
    };
    let since = word!(settings.since, day = day(session.created_at));
    let icon = if device.is_handheld { IconName::Phone } else { IconName::Devices };
    let end = (!session.is_current).then(|| {
        let label = word!(settings.end_label, device = name.as_str());
        let hidden = vec![("session", session.id.to_string())];
        button_form("end_session", hidden, word!(settings.end), Some(label))
    });
    let is_current = session.is_current;
    view! {
        <li class="flex items-center gap-3 py-3">
            <span class="grid size-10 shrink-0 place-items-center rounded-full bg-hover text-muted">
                <Icon name=icon />
            </span>
            <div class="min-w-0 flex-1">
                <p class="flex flex-wrap items-center gap-x-2 font-semibold">
                    {name}
                    {is_current
                        .then(|| {
                            view! {
                                <span class="rounded-full tint-iris px-2 py-0.5 text-xs">
                                    {word!(settings.this_one)}
                                </span>
                            }
                        })}
                </p>
                <p class="text-sm text-muted">{used} " · " {since}</p>
            </div>
            {end}
        </li>
    }
    .into_any()
}

fn device_words(device: &Device) -> String {
    let browser = device.browser.as_deref().unwrap_or(word!(settings.unknown_browser));
    match device.system {
        Some(system) => word!(settings.browser_on, browser = browser, system = system),
        None => browser.to_owned(),
    }
}
