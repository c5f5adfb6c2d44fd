//! No conversation, and why.

use leptos::prelude::*;

use crate::domain::{Problem, ProblemCode};
use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName, PageTitle, problem_text};

/// In place of a conversation that could not be opened.
#[component]
pub fn Unopened(problem: Problem) -> impl IntoView {
    let nobody = matches!(
        problem.code,
        ProblemCode::NotFound
            | ProblemCode::MalformedUsername
            | ProblemCode::TooShort
            | ProblemCode::TooLong
    );
    let (icon, title, hint) = if nobody {
        let hint = word!(conversation.not_here_hint).to_owned();
        (IconName::Search, word!(conversation.not_here), hint)
    } else {
        (IconName::WifiOff, word!(conversation.unopened), problem_text(&problem))
    };
    view! {
        <PageTitle page=title.to_owned() />
        <EmptyState icon title hint>
            <a href="/" class="link mt-4">
                {word!(conversation.to_all)}
            </a>
        </EmptyState>
    }
}
