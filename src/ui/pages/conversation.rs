//! One open conversation.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api;
use crate::domain::ProblemCode;
use crate::i18n::word;
use crate::ui::components::common::{EmptyState, IconName, problem_text};
use crate::ui::components::conversation::Conversation;
use crate::ui::live::expect_chat;

/// The right pane of `/c/<username>`. Without JavaScript `?before=` leads to older messages.
#[component]
pub fn ConversationPane() -> impl IntoView {
    let chat = expect_chat();
    let params = use_params_map();
    let username = Memo::new(move |_| params.with(|params| params.get("username")));
    let before = use_query_map().with_untracked(|query| query.get("before")?.parse::<u64>().ok());
    let view = Resource::new_blocking(
        move || username.get().unwrap_or_default(),
        move |username| api::get_conversation(username, before),
    );
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match view.await {
                    Ok(opened) => {
                        let contact = opened.contact.clone();
                        chat.open(opened);
                        view! { <Conversation contact /> }.into_any()
                    }
                    Err(problem) if problem.code == ProblemCode::NotFound => {
                        view! {
                            <Unopened
                                title=word!(conversation.not_here).to_owned()
                                hint=word!(conversation.not_here_hint).to_owned()
                            />
                        }
                            .into_any()
                    }
                    Err(problem) => {
                        let title = word!(app.name).to_owned();
                        view! { <Unopened title hint=problem_text(&problem) /> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Unopened(title: String, hint: String) -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Search title hint>
            <A href="/" attr:class="mt-4 font-semibold text-accent underline underline-offset-4">
                {word!(conversation.to_all)}
            </A>
        </EmptyState>
    }
}
