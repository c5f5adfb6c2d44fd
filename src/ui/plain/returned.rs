//! What a form comes back with.

use crate::api::use_form_return;
use crate::domain::{Field, FormReturn};
use crate::ui::components::common::problem_text;

/// A form's refusal, if it was refused: why, and what was typed.
#[derive(Clone)]
pub(super) struct Returned(Option<FormReturn>);

impl Returned {
    /// The refusal of the server function of that name.
    pub(super) fn of(action: &str) -> Self {
        Self(use_form_return(&[action]))
    }

    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// What was typed into a field; what is `known` where the form was not refused.
    pub(super) fn typed_or(&self, name: &str, known: &str) -> String {
        self.0.as_ref().map_or_else(|| known.to_owned(), |form| form.typed(name))
    }

    /// What is wrong with one field.
    pub(super) fn problem_at(&self, field: Field) -> Option<String> {
        self.0.as_ref().filter(|form| form.problem.field == Some(field)).map(text)
    }

    /// What is wrong, but with none of these fields.
    pub(super) fn problem_elsewhere(&self, fields: &[Field]) -> Option<String> {
        let is_elsewhere =
            |form: &&FormReturn| form.problem.field.is_none_or(|field| !fields.contains(&field));
        self.0.as_ref().filter(is_elsewhere).map(text)
    }
}

fn text(form: &FormReturn) -> String {
    problem_text(&form.problem)
}
