//! Lists.

use std::sync::Arc;

use leptos::prelude::*;

/// What tells the entries of a list apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EntryKey {
    pub id: u128,
    /// What kind of entry it is, if there are several: with another form it is another entry.
    pub form: u8,
}

/// The entries stay while their keys do. As Leptos's `For`, but of one type whatever the entries are:
/// each further type of list adds some 14 kB to the page.
#[component]
pub fn Each(
    #[prop(into)] keys: Signal<Vec<EntryKey>>,
    entry: Arc<dyn Fn(EntryKey) -> AnyView + Send + Sync>,
) -> impl IntoView {
    let keys = Memo::new(move |_| keys.get());
    view! { <For each=move || keys.get() key=|key| *key children=move |key| entry(key) /> }
}
