//! One open conversation.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api;
use crate::domain::{ConversationView, Problem};
use crate::ui::components::conversation::{OpenConversation, Opening};

/// The right pane of `/c/<username>`. Without JavaScript `?before=` leads to older messages.
#[component]
pub fn ConversationPane() -> impl IntoView {
    let params = use_params_map();
    let username =
        Memo::new(move |_| params.with(|params| params.get("username")).unwrap_or_default());
    let before = use_query_map().with_untracked(|query| query.get("before")?.parse::<u64>().ok());
    // The first one only: what is opened afterwards must not take this view's signals down while it
    // is still on screen, as a resource that is fetched anew would.
    let first = Resource::new_blocking(
        || (),
        move |()| {
            let username = username.get_untracked();
            async move {
                let opened = api::get_conversation(username.clone(), before).await;
                (username, opened)
            }
        },
    );
    view! {
        <Suspense fallback=move || view! { <Opening username=username.get_untracked() /> }>
            {move || Suspend::new(async move {
                let (asked, opened): (String, Result<ConversationView, Problem>) = first.await;
                view! { <OpenConversation asked opened username /> }
            })}
        </Suspense>
    }
}
