//! What is there only at times.

use leptos::prelude::*;

/// Shows its children while the condition holds. As Leptos's `Show`, but of one type whatever the
/// condition and the children are: each further type of view adds some 4 kB to the page.
#[component]
pub fn When(#[prop(into)] holds: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let holds = Memo::new(move |_| holds.get());
    view! { {move || holds.get().then(|| children())} }
}
