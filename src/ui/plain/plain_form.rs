//! Forms.

use leptos::prelude::*;

use super::input::Input;
use super::returned::Returned;
use crate::domain::Field;
use crate::i18n::word;
use crate::ui::components::common::{Icon, IconName};

/// A form that is posted to a server function.
pub(super) struct PlainForm {
    /// The name of the server function.
    pub action: &'static str,
    /// What is posted unseen.
    pub hidden: Vec<(&'static str, String)>,
    pub inputs: Vec<Input>,
    pub submit: &'static str,
    pub is_dangerous: bool,
    /// Whether the first field is where one begins.
    pub takes_focus: bool,
}

impl PlainForm {
    pub(super) fn new(action: &'static str, submit: &'static str, inputs: Vec<Input>) -> Self {
        Self { action, hidden: vec![], inputs, submit, is_dangerous: false, takes_focus: false }
    }

    pub(super) fn view(self) -> AnyView {
        let Self { action, hidden, inputs, submit, is_dangerous, takes_focus } = self;
        let returned = Returned::of(action);
        let fields: Vec<Field> = inputs.iter().map(|input| input.field).collect();
        let problem = returned.problem_elsewhere(&fields);
        let takes_focus = takes_focus && !returned.is_some();
        let inputs = inputs.into_iter().enumerate();
        let inputs = inputs.map(|(place, input)| input.view(&returned, takes_focus && place == 0));
        view! {
            <form
                method="post"
                action=format!("/api/{action}")
                class="flex flex-col gap-4"
                novalidate=true
                data-stays=""
            >
                {problem.map(alert)}
                {hidden_view(hidden)}
                {inputs.collect_view()}
                <button
                    type="submit"
                    class="button mt-2 sm:self-start"
                    class:dangerous=is_dangerous
                    data-busy=word!(auth.busy)
                >
                    {submit}
                </button>
            </form>
        }
        .into_any()
    }
}

/// A form of one quiet button. `label` is said to those who cannot see what it stands beside.
pub(super) fn button_form(
    action: &'static str,
    hidden: Vec<(&'static str, String)>,
    words: &'static str,
    label: Option<String>,
) -> AnyView {
    view! {
        <form method="post" action=format!("/api/{action}")>
            {hidden_view(hidden)}
            <button type="submit" class="button-quiet" aria-label=label>
                {words}
            </button>
        </form>
    }
    .into_any()
}

/// What is wrong, but with no field that is there.
pub(super) fn alert(problem: String) -> AnyView {
    view! {
        <p
            role="alert"
            tabindex="-1"
            autofocus=true
            class="flex gap-2 rounded-field bg-danger-ground p-3 text-danger outline-none"
        >
            <Icon name=IconName::Alert class="mt-0.5 size-5" />
            <span class="min-w-0">{problem}</span>
        </p>
    }
    .into_any()
}

fn hidden_view(hidden: Vec<(&'static str, String)>) -> AnyView {
    hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
        .into_any()
}
