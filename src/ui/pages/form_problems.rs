//! The problem of a form, shared out to its fields.

use leptos::prelude::*;

use crate::domain::{Field, FormReturn, Problem};
use crate::ui::components::common::problem_text;

/// The latest refusal of a form: of the running page, or before that of the one it was rendered
/// after.
#[derive(Clone, Copy)]
pub(super) struct FormProblems(Memo<Option<Problem>>);

impl FormProblems {
    pub(super) fn new<T: Clone + PartialEq + Send + Sync + 'static>(
        answer: impl Fn() -> Option<Result<T, Problem>> + Send + Sync + 'static,
        returned: Option<&FormReturn>,
    ) -> Self {
        let returned = returned.map(|returned| returned.problem.clone());
        let problems = Self(Memo::new(move |_| match answer() {
            Some(answer) => answer.err(),
            None => returned.clone(),
        }));
        problems.move_focus();
        problems
    }

    /// What is wrong with one field.
    pub(super) fn at(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || self.text(|problem| problem.field == Some(field)))
    }

    /// What is wrong, but with none of these fields.
    pub(super) fn elsewhere(self, fields: &'static [Field]) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.text(|problem| problem.field.is_none_or(|field| !fields.contains(&field)))
        })
    }

    fn text(self, concerns: impl Fn(&Problem) -> bool) -> Option<String> {
        self.0
            .with(|problem| problem.as_ref().filter(|problem| concerns(problem)).map(problem_text))
    }

    /// Puts the cursor where something has to be mended.
    fn move_focus(self) {
        Effect::new(move |_| {
            if self.0.with(Option::is_some) {
                #[cfg(feature = "hydrate")]
                request_animation_frame(focus_on_problem);
            }
        });
    }
}

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
