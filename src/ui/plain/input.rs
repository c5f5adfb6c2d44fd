//! The fields of plain forms.

use leptos::prelude::*;
use serde_json::json;

use super::returned::Returned;
use crate::domain::{Field, Problem, ProblemCode};
use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName, area_text, problem_text};

/// What one gives, and how.
pub(super) enum Kind {
    /// One line, and what browsers may fill in. Those for usernames and addresses are taken verbatim:
    /// they are no prose, and no phone should capitalise or correct them.
    Line(&'static str),
    Password {
        autocomplete: &'static str,
        is_judged: bool,
    },
    /// Several lines, of so many characters at most.
    Lines(usize),
    /// One of a few, each with its value, its words and what they mean.
    Choice(Vec<(&'static str, &'static str, &'static str)>),
    /// One of a list, each with its value and its words.
    List(Vec<(String, String)>),
}

/// A field with its label, a hint and, where there is one, its problem.
pub(super) struct Input {
    /// What its problems are about.
    pub field: Field,
    pub name: &'static str,
    pub label: String,
    /// Empty for none.
    pub hint: &'static str,
    pub kind: Kind,
    /// What is there already.
    pub known: String,
}

impl Input {
    pub(super) fn line(
        field: Field,
        name: &'static str,
        label: impl Into<String>,
        autocomplete: &'static str,
    ) -> Self {
        Self::of(field, name, label.into(), Kind::Line(autocomplete))
    }

    /// The password that somebody has.
    pub(super) fn own_password(field: Field, name: &'static str, label: &'static str) -> Self {
        let kind = Kind::Password { autocomplete: "current-password", is_judged: false };
        Self::of(field, name, label.to_owned(), kind)
    }

    /// A password that is being chosen.
    pub(super) fn new_password(label: &'static str) -> Self {
        let kind = Kind::Password { autocomplete: "new-password", is_judged: true };
        let input = Self::of(Field::Password, "password", label.to_owned(), kind);
        input.hint(word!(auth.password_hint))
    }

    pub(super) fn of(field: Field, name: &'static str, label: String, kind: Kind) -> Self {
        Self { field, name, label, hint: "", kind, known: String::new() }
    }

    pub(super) fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub(super) fn known(self, known: impl Into<String>) -> Self {
        Self { known: known.into(), ..self }
    }

    /// As it is after a refusal, if there was one.
    pub(super) fn view(self, returned: &Returned, autofocus: bool) -> AnyView {
        let Self { field, name, label, hint, kind, known } = self;
        let problem = returned.problem_at(field);
        let value = returned.typed_or(name, &known);
        let is_judged = matches!(kind, Kind::Password { is_judged: true, .. });
        let is_group = matches!(kind, Kind::Choice(_));
        let note = format!("{name}-note");
        let shown = Shown { name, value, is_invalid: problem.is_some(), autofocus };
        let control = shown.control(kind);
        let note = view! {
            <div id=note class="text-sm empty:hidden">
                {match problem {
                    Some(problem) => Some(problem_view(problem)),
                    None if hint.is_empty() => None,
                    None => Some(view! { <p class="text-muted">{hint}</p> }.into_any()),
                }}
            </div>
            {is_judged.then(meter)}
        };
        if is_group {
            return view! {
                <fieldset class="flex flex-col gap-1.5" aria-describedby=format!("{name}-note")>
                    <legend class="mb-1.5 text-sm font-semibold">{label}</legend>
                    {control}
                    {note}
                </fieldset>
            }
            .into_any();
        }
        view! {
            <div class="flex flex-col gap-1.5">
                <label for=name class="text-sm font-semibold">
                    {label}
                </label>
                {control}
                {note}
            </div>
        }
        .into_any()
    }
}

/// A field without what is around it.
struct Shown {
    name: &'static str,
    value: String,
    is_invalid: bool,
    autofocus: bool,
}

impl Shown {
    fn control(self, kind: Kind) -> AnyView {
        let Self { name, value, is_invalid, autofocus } = self;
        let invalid = is_invalid.then_some("true");
        let autofocus = autofocus || is_invalid;
        let note = format!("{name}-note");
        match kind {
            Kind::Line(autocomplete) => {
                let verbatim = matches!(autocomplete, "username" | "email" | "off");
                view! {
                    <input
                        id=name
                        name=name
                        type="text"
                        value=value
                        dir="auto"
                        autocomplete=autocomplete
                        autocapitalize=verbatim.then_some("none")
                        spellcheck=verbatim.then_some("false")
                        autofocus=autofocus
                        class="field"
                        aria-invalid=invalid
                        aria-describedby=note
                    />
                }
                .into_any()
            }
            Kind::Password { autocomplete, is_judged } => view! {
                <div class="relative">
                    <input
                        id=name
                        name=name
                        type="password"
                        dir="auto"
                        autocomplete=autocomplete
                        autocapitalize="none"
                        spellcheck="false"
                        autofocus=autofocus
                        class="field pe-12"
                        data-judged=is_judged.then_some("")
                        aria-invalid=invalid
                        aria-describedby=note
                    />
                    <button
                        type="button"
                        class="button-icon absolute end-0.5 top-[3px] plain:hidden"
                        aria-pressed="false"
                        aria-label=word!(auth.show_password)
                        title=word!(auth.show_password)
                        data-reveals=name
                    >
                        <Icon name=IconName::Eye />
                        <Icon name=IconName::EyeOff />
                    </button>
                </div>
            }
            .into_any(),
            Kind::Lines(max) => view! {
                <textarea
                    id=name
                    name=name
                    rows="4"
                    maxlength=max.to_string()
                    dir="auto"
                    autofocus=autofocus
                    class="field scroll-quiet"
                    aria-invalid=invalid
                    aria-describedby=note
                >
                    // The first line break after the tag is not part of the text.
                    {format!("\n{}", area_text(&value))}
                </textarea>
            }
            .into_any(),
            Kind::Choice(choices) => choices
                .into_iter()
                .map(|(choice, label, hint)| {
                    view! {
                        <label class="flex cursor-pointer gap-3 rounded-line border border-line p-3 hover:bg-hover has-checked:border-accent">
                            <input
                                type="radio"
                                name=name
                                value=choice
                                checked=choice == value
                                class="mt-0.5 size-4 shrink-0 accent-accent"
                            />
                            <span class="min-w-0">
                                <span class="block font-semibold">{label}</span>
                                <span class="block text-sm text-muted">{hint}</span>
                            </span>
                        </label>
                    }
                })
                .collect_view()
                .into_any(),
            Kind::List(choices) => view! {
                <select id=name name=name class="field" aria-describedby=note>
                    {choices
                        .into_iter()
                        .map(|(choice, label)| {
                            view! { <option value=choice.clone() selected=choice == value>{label}</option> }
                        })
                        .collect_view()}
                </select>
            }
            .into_any(),
        }
    }
}

pub(super) fn problem_view(problem: String) -> AnyView {
    view! {
        <p class="flex gap-1.5 text-danger">
            <Icon name=IconName::Alert class="mt-px size-4" />
            <span class="min-w-0">{problem}</span>
        </p>
    }
    .into_any()
}

/// How strong the password above is, once there is a script to ask the server.
fn meter() -> AnyView {
    let scores = [
        word!(strength.s0),
        word!(strength.s1),
        word!(strength.s2),
        word!(strength.s3),
        word!(strength.s4),
    ];
    let scores = scores.map(|words| word!(strength.label, words = words));
    let refusals = [
        ProblemCode::TooShort,
        ProblemCode::TooLong,
        ProblemCode::ForbiddenCharacter,
        ProblemCode::WeakPassword,
    ];
    let refusals = refusals.map(|code| {
        let words = problem_text(&Problem::at(Field::Password, code));
        (json!(code).as_str().unwrap_or_default().to_owned(), words)
    });
    let refusals: std::collections::BTreeMap<_, _> = refusals.into_iter().collect();
    view! {
        <div
            class="strength"
            hidden=true
            data-strength=""
            data-scores=json!(scores).to_string()
            data-refusals=json!(refusals).to_string()
        >
            <span aria-hidden="true"></span>
            <span aria-hidden="true"></span>
            <span aria-hidden="true"></span>
            <span aria-hidden="true"></span>
            <p role="status"></p>
        </div>
    }
    .into_any()
}
