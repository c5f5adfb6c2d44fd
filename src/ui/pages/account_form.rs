//! The form of the pages for those who are not signed in.

use leptos::prelude::*;
use leptos::tachys::view::iterators::StaticVec;
use leptos::task::spawn_local;
use leptos::web_sys::{HtmlFormElement, SubmitEvent};

use super::form_problem::FormProblem;
use crate::api::{post_form, use_form_return};
use crate::domain::Field;
use crate::ui::components::common::{AuthCard, FormField, LabelledField, SubmitButton};

/// What such a page says and asks.
pub(super) struct AccountForm {
    pub title: &'static str,
    /// The name of the server function.
    pub action: &'static str,
    pub fields: Vec<FormField>,
    pub submit: &'static str,
    /// Where to go afterwards.
    pub next: String,
    pub other_question: &'static str,
    pub other_label: &'static str,
    pub other_href: &'static str,
}

impl AccountForm {
    /// A plain form. With JavaScript it is posted without leaving the page, so that everything that
    /// was typed stays.
    pub(super) fn view(self) -> impl IntoView {
        let Self { title, action, fields, submit, next, .. } = self;
        let returned = use_form_return(&[action]);
        let problem = FormProblem::new(returned.as_ref().map(|form| form.problem.clone()));
        let known: Vec<Field> = fields.iter().map(|here| here.field).collect();
        let busy = RwSignal::new(false);
        let go_on = next.clone();
        let on_submit = move |event: SubmitEvent| {
            event.prevent_default();
            if busy.get_untracked() {
                return;
            }
            busy.set(true);
            let (form, next) = (event_target::<HtmlFormElement>(&event), go_on.clone());
            spawn_local(async move {
                let refused = post_form(form).await.err();
                if refused.is_none() {
                    // A new document: everything begins anew for whoever it is now.
                    let _ = window().location().assign(&next);
                } else {
                    busy.try_set(false);
                }
                problem.set(refused);
            });
        };
        let fields = fields.into_iter().enumerate().map(|(place, here)| {
            let typed = returned.as_ref().map(|form| form.typed(here.name)).unwrap_or_default();
            let problem = problem.at(here.field);
            view! { <LabelledField field=here typed problem autofocus=place == 0 /> }.into_any()
        });
        let fields = StaticVec::from(fields.collect::<Vec<_>>());
        view! {
            <AuthCard
                title
                problem=problem.elsewhere(known)
                other_question=self.other_question
                other_label=self.other_label
                other_href=self.other_href
            >
                <form
                    method="post"
                    action=format!("/api/{action}")
                    class="flex flex-col gap-4"
                    novalidate=true
                    on:submit=on_submit
                >
                    <input type="hidden" name="next" value=next />
                    {fields}
                    <SubmitButton label=submit busy />
                </form>
            </AuthCard>
        }
    }
}
