//! The sidebar's search field.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::errands::Errand;
use super::{Chat, tab};
use crate::api;
use crate::domain::ContactsPage;

/// How long somebody must have stopped typing.
const QUIET_MS: u32 = 200;

impl Chat {
    /// Searches contacts by name and username, a moment after the last call; blank text ends the
    /// search. Of several searches only the newest one's answer is shown.
    pub fn search(self, text: String) {
        let Some(number) = self.searches.try_update_value(|searches| {
            *searches += 1;
            *searches
        }) else {
            return;
        };
        if text.trim().is_empty() {
            self.write(|state| state.end_search());
            self.come_back(&Errand::Search);
            return;
        }
        self.set_out(Errand::Search);
        spawn_local(async move {
            let is_newest = move || self.searches.try_get_value() == Some(number);
            tab::pause(QUIET_MS).await;
            if !is_newest() {
                return;
            }
            let found = self.check(api::list_contacts(text, 0).await);
            if is_newest() {
                if let Ok(page) = found {
                    self.write(|state| state.show_search(page));
                }
                self.come_back(&Errand::Search);
            }
        });
    }

    /// Shows the results that the page was rendered with (`?q=`).
    pub fn show_search(self, page: ContactsPage) {
        self.write(|state| state.show_search(page));
    }

    /// Whether a search is under way.
    pub fn is_searching(self) -> bool {
        self.is_under_way(Errand::Search)
    }
}
