//! Where one is logged in.

use leptos::prelude::*;

use super::super::notice::{is_asked, notice};
use super::super::plain_form::PlainForm;
use super::device_line::device_line;
use super::{heading, section, trouble};
use crate::api::list_sessions;
use crate::domain::SessionView;
use crate::i18n::word;

/// `/settings/sessions`.
pub(super) fn sessions() -> AnyView {
    let mut sessions = match list_sessions() {
        Ok(sessions) => sessions,
        Err(problem) => return trouble(&problem),
    };
    sessions.retain(|session| session.name.is_none());
    sessions.sort_by_key(|session| {
        let SessionView { is_current, is_connected, last_used, .. } = session;
        (!is_current, !is_connected, std::cmp::Reverse(*last_used))
    });
    let others = sessions.iter().filter(|session| !session.is_current).count();
    let lines = sessions.iter().map(device_line).collect_view();
    let body = view! {
        {is_asked("ended").then(|| notice(word!(settings.ended)))}
        <ul role="list" class="-my-3 divide-y divide-line">
            {lines}
        </ul>
        {match others {
            0 => view! { <p class="text-sm text-muted">{word!(settings.only_this)}</p> }.into_any(),
            _ => end_others(),
        }}
    };
    section(heading(word!(settings.sessions)), word!(settings.sessions_hint), body.into_any())
}

/// Asked before it is done.
fn end_others() -> AnyView {
    let form = PlainForm {
        is_dangerous: true,
        ..PlainForm::new("end_other_sessions", word!(settings.end_others_go), vec![])
    };
    view! {
        <details class="asks">
            <summary class="button-quiet">{word!(settings.end_others)}</summary>
            <div class="flex flex-col gap-2 pt-3">
                <p>{word!(settings.end_others_why)}</p>
                {form.view()}
            </div>
        </details>
    }
    .into_any()
}
