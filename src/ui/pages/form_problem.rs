//! What was wrong with a form, shared out to its fields.

use leptos::prelude::*;

use crate::domain::{Field, Problem};
use crate::ui::components::common::problem_text;
use crate::ui::effect::effect;

/// The latest refusal of a form; at first that of the plain form the page was rendered after.
#[derive(Clone, Copy)]
pub(super) struct FormProblem(RwSignal<Option<Problem>>);

impl FormProblem {
    pub(super) fn new(returned: Option<Problem>) -> Self {
        let problem = RwSignal::new(returned);
        effect(move || {
            if problem.with(Option::is_some) {
                #[cfg(feature = "hydrate")]
                request_animation_frame(focus_on_problem);
            }
        });
        Self(problem)
    }

    pub(super) fn set(self, problem: Option<Problem>) {
        self.0.try_set(problem);
    }

    /// What is wrong with one field.
    pub(super) fn at(self, field: Field) -> Signal<Option<String>> {
        self.text(move |problem| problem.field == Some(field))
    }

    /// What is wrong, but with none of these fields.
    pub(super) fn elsewhere(self, fields: Vec<Field>) -> Signal<Option<String>> {
        self.text(move |problem| problem.field.is_none_or(|field| !fields.contains(&field)))
    }

    fn text(
        self,
        concerns: impl Fn(&Problem) -> bool + Send + Sync + 'static,
    ) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.0.with(|problem| problem.as_ref().filter(|p| concerns(p)).map(problem_text))
        })
    }
}

/// Puts the cursor where something has to be mended.
#[cfg(feature = "hydrate")]
fn focus_on_problem() {
    use leptos::wasm_bindgen::JsCast;
    let invalid = document().query_selector("[aria-invalid=true]").ok().flatten();
    if let Some(field) =
        invalid.and_then(|field| field.dyn_into::<leptos::web_sys::HtmlElement>().ok())
    {
        let _ = field.focus();
    }
}
