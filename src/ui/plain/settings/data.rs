//! Taking one's data along, and leaving.

use leptos::prelude::*;

use super::super::input::Input;
use super::super::plain_form::PlainForm;
use super::super::returned::Returned;
use super::{heading, section, subheading, trouble};
use crate::api::find_own_card;
use crate::domain::{Field, Username};
use crate::i18n::word;

/// `/settings/data`.
pub(super) fn data() -> AnyView {
    let me = match find_own_card() {
        Ok(me) => me,
        Err(problem) => return trouble(&problem),
    };
    let download = view! {
        <a href="/settings/export" class="button sm:self-start" download="">
            {word!(settings.export_go)}
        </a>
    };
    let export =
        section(heading(word!(settings.export)), word!(settings.export_hint), download.into_any());
    let delete = section(
        subheading(word!(settings.delete)),
        word!(settings.delete_stays),
        delete_form(&me.username),
    );
    view! {
        {export}
        {delete}
    }
    .into_any()
}

/// Asked before it is done, and never by mistake.
fn delete_form(username: &Username) -> AnyView {
    let label = word!(settings.delete_username, username = format!("\u{2066}{username}\u{2069}"));
    let inputs = vec![
        Input::line(Field::Username, "username", label, "off"),
        Input::own_password(Field::Password, "password", word!(auth.password)),
    ];
    let form = PlainForm {
        is_dangerous: true,
        ..PlainForm::new("delete_account", word!(settings.delete_go), inputs)
    };
    view! {
        <details class="asks" open=Returned::of("delete_account").is_some()>
            <summary class="button-quiet">{word!(settings.delete_open)}</summary>
            <div class="flex flex-col gap-4 pt-4">
                <p>{word!(settings.delete_why)}</p>
                {form.view()}
            </div>
        </details>
    }
    .into_any()
}
