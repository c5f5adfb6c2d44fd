//! The tokens of one's programs.

use leptos::prelude::*;

use super::super::input::{Input, Kind};
use super::super::plain_form::{PlainForm, button_form};
use super::super::token_box::token_box;
use super::{heading, section, subheading, trouble};
use crate::api::{list_sessions, take_fresh_token};
use crate::domain::{Field, Scope, SessionView};
use crate::i18n::word;
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{EmptyState, IconName, day_words};

/// How long tokens may last.
const LIVES_DAYS: [u32; 4] = [7, 30, 90, 365];
const YEAR_DAYS: u32 = 365;

/// `/settings/tokens`. A token that was just made is shown once.
pub(super) fn tokens() -> AnyView {
    let mut tokens = match list_sessions() {
        Ok(sessions) => sessions,
        Err(problem) => return trouble(&problem),
    };
    tokens.retain(|session| session.name.is_some());
    tokens.sort_by_key(|token| std::cmp::Reverse(token.created_at));
    let fresh = take_fresh_token().map(|(name, token)| token_box(name, token));
    let list = match tokens.is_empty() {
        true => view! {
            <EmptyState
                icon=IconName::Program
                title=word!(settings.tokens_none)
                hint=word!(settings.tokens_none_hint)
            />
        }
        .into_any(),
        false => {
            let lines = tokens.iter().map(token_line).collect_view();
            view! { <ul role="list" class="-my-3 divide-y divide-line">{lines}</ul> }.into_any()
        }
    };
    let body = view! {
        {fresh}
        {list}
    };
    let listed =
        section(heading(word!(settings.tokens)), word!(settings.tokens_hint), body.into_any());
    view! {
        {listed}
        {section(subheading(word!(settings.token_new)), "", new_token())}
    }
    .into_any()
}

fn token_line(token: &SessionView) -> AnyView {
    let clock = expect_clock();
    let name = token.name.clone().unwrap_or_default();
    let day = |at| day_words(clock.format_day(at));
    let used = match token.is_connected {
        true => word!(settings.connected).to_owned(),
        false => word!(settings.last_used, day = day(token.last_used)),
    };
    let ends = word!(settings.token_ends, day = day(token.expires_at));
    let label = word!(settings.token_end_label, name = format!("\u{2068}{name}\u{2069}"));
    let hidden = vec![("session", token.id.to_string())];
    let scope = scope_words(token.scope);
    view! {
        <li class="flex items-center gap-3 py-3">
            <div class="min-w-0 flex-1">
                <p class="text-match font-semibold" dir="auto">
                    {name}
                </p>
                <p class="text-sm text-muted">{scope} " · " {used} " · " {ends}</p>
            </div>
            {button_form("end_session", hidden, word!(settings.token_end), Some(label))}
        </li>
    }
    .into_any()
}

fn new_token() -> AnyView {
    let scope = Kind::Choice(vec![
        ("read", word!(settings.scope_read), word!(settings.scope_read_hint)),
        ("write", word!(settings.scope_write), word!(settings.scope_write_hint)),
    ]);
    let lives = LIVES_DAYS.map(|days| match days {
        YEAR_DAYS => (days.to_string(), word!(settings.days_year).to_owned()),
        _ => (days.to_string(), word!(settings.days, count = days)),
    });
    let inputs = vec![
        Input::line(Field::Name, "name", word!(settings.token_name), "off")
            .hint(word!(settings.token_name_hint)),
        Input::of(Field::Scope, "scope", word!(settings.token_scope).to_owned(), scope)
            .known(Scope::Read.name()),
        Input::of(
            Field::Expiry,
            "days",
            word!(settings.token_days).to_owned(),
            Kind::List(lives.into()),
        )
        .known("90"),
    ];
    PlainForm::new("make_token", word!(settings.token_make), inputs).view()
}

fn scope_words(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => word!(settings.scope_read),
        Scope::Write => word!(settings.scope_write),
        Scope::Full => word!(settings.scope_full),
    }
}
