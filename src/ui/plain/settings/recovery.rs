//! Recovery codes: how many are left, and new ones.

use leptos::prelude::*;

use super::super::codes::codes_view;
use super::super::input::Input;
use super::super::plain_form::{PlainForm, alert};
use super::{heading, section, subheading, trouble};
use crate::api::{count_recovery_codes, find_own_card, list_fresh_codes};
use crate::domain::Field;
use crate::i18n::word;

/// `/settings/recovery`. Codes that were just made are shown until one says that one has kept them.
pub(super) fn recovery() -> AnyView {
    let (me, left) = match (find_own_card(), count_recovery_codes()) {
        (Ok(me), Ok(left)) => (me, left),
        (Err(problem), _) | (_, Err(problem)) => return trouble(&problem),
    };
    let fresh = list_fresh_codes();
    if !fresh.is_empty() {
        let body = codes_view(fresh, &me);
        return section(heading(word!(codes.welcome)), word!(codes.fresh_hint), body);
    }
    let count = match left {
        0 => alert(word!(settings.recovery_none).to_owned()),
        _ => {
            let words = word!(settings.recovery_left, count = left);
            view! { <p class="font-semibold digits">{words}</p> }.into_any()
        }
    };
    let input = Input::own_password(Field::Password, "password", word!(auth.password));
    let form = PlainForm::new("renew_recovery_codes", word!(settings.recovery_renew), vec![input]);
    let have = section(heading(word!(settings.recovery)), word!(settings.recovery_hint), count);
    let renew = subheading(word!(settings.recovery_renew));
    view! {
        {have}
        {section(renew, word!(settings.recovery_renew_hint), form.view())}
    }
    .into_any()
}
