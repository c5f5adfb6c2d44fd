//! What others see of one.

use leptos::prelude::*;

use super::super::input::{Input, Kind};
use super::super::notice::{is_asked, notice};
use super::super::plain_form::PlainForm;
use super::{heading, section, trouble};
use crate::api::find_own_card;
use crate::domain::{BIO_MAX_CHARS, Field};
use crate::i18n::word;

/// `/settings/profile`.
pub(super) fn profile() -> AnyView {
    let me = match find_own_card() {
        Ok(me) => me,
        Err(problem) => return trouble(&problem),
    };
    let email = me.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default();
    let bio = Kind::Lines(BIO_MAX_CHARS);
    let inputs = vec![
        Input::line(Field::FullName, "full_name", word!(auth.full_name), "name")
            .hint(word!(auth.full_name_hint))
            .known(me.full_name.as_str()),
        Input::line(Field::Username, "username", word!(auth.username), "username")
            .hint(word!(settings.username_hint))
            .known(me.username.as_str()),
        Input::line(Field::Email, "email", word!(auth.email), "email")
            .hint(word!(auth.email_hint))
            .known(email),
        Input::of(Field::Bio, "bio", word!(settings.bio).to_owned(), bio)
            .hint(word!(settings.bio_hint))
            .known(me.bio.as_str()),
    ];
    let form = PlainForm::new("edit_profile", word!(settings.save), inputs);
    let body = view! {
        {is_asked("saved").then(|| notice(word!(settings.saved)))}
        {form.view()}
    };
    section(heading(word!(settings.profile)), word!(settings.profile_hint), body.into_any())
}
