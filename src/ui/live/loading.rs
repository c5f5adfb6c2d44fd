//! Fetching: what somebody scrolls to, and what is missing.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::errands::Errand;
use super::{Chat, tab};
use crate::api;
use crate::domain::Problem;
use crate::ui::socket::Backoff;
use crate::ui::state::{ChatState, Need};

impl Chat {
    /// Loads the next part of the sidebar, unless it is being loaded or everybody is there.
    pub fn load_more_contacts(self) {
        let more =
            self.read(|state| state.has_more_contacts().then(|| state.next_contacts_offset()));
        let Some(offset) = more.flatten() else { return };
        if self.set_out(Errand::MoreContacts) {
            spawn_local(async move {
                let page = api::list_contacts(String::new(), offset).await;
                if let Ok(page) = self.check(page) {
                    self.write(|state| state.merge_contacts(page));
                }
                self.come_back(&Errand::MoreContacts);
            });
        }
    }

    /// Whether a part of the sidebar is being loaded.
    pub fn is_loading_contacts(self) -> bool {
        self.is_under_way(Errand::MoreContacts)
    }

    /// Loads the page before the oldest message of the log, unless it is being loaded or there is
    /// none.
    pub fn load_older(self) {
        let older = self.read(ChatState::older_before).flatten();
        let Some((conversation, before)) = older else { return };
        if self.set_out(Errand::OlderMessages) {
            spawn_local(async move {
                let page = api::page_messages(conversation.to_string(), before.0).await;
                if let Ok(page) = self.check(page) {
                    self.write(|state| state.merge_messages(&conversation, &page));
                }
                self.come_back(&Errand::OlderMessages);
            });
        }
    }

    /// Whether older messages are being loaded.
    pub fn is_loading_older(self) -> bool {
        self.is_under_way(Errand::OlderMessages)
    }

    /// Whether there are older messages than the log's first.
    pub fn has_older(self) -> bool {
        self.log().with(|log| log.as_ref().is_some_and(|log| log.has_older))
    }

    /// Fetches what is missing, each thing until it is there; a new connection begins anew.
    pub(super) fn meet_needs(self, needs: Vec<Need>) {
        let connection = self.connections.try_get_value().unwrap_or_default();
        for need in needs {
            let errand = Errand::Meet(need.clone(), connection);
            if !self.set_out(errand.clone()) {
                continue;
            }
            spawn_local(async move {
                let mut backoff = Backoff::default();
                while self.connections.try_get_value() == Some(connection) {
                    if let Err(problem) = self.meet(&need).await
                        && !problem.code.is_retryable()
                    {
                        break;
                    }
                    if self.read(|state| state.needs().contains(&need)) != Some(true) {
                        break;
                    }
                    tab::pause(backoff.next(tab::random())).await;
                }
                self.come_back(&errand);
            });
        }
    }

    async fn meet(self, need: &Need) -> Result<(), Problem> {
        match need {
            Need::Overview => {
                let overview = self.check(api::get_overview(0).await)?;
                self.write(|state| state.merge_overview(overview));
            }
            Need::Contacts { offset } => {
                let page = self.check(api::list_contacts(String::new(), *offset).await)?;
                self.write(|state| state.renew_contacts(page));
            }
            Need::Conversation(username) => {
                let view = api::get_conversation(username.to_string(), None).await;
                let view = self.check(view)?;
                self.write(|state| state.merge_conversation(view));
            }
            Need::Messages { conversation, before } => {
                let page = api::page_messages(conversation.to_string(), before.0).await;
                let page = self.check(page)?;
                self.write(|state| state.merge_messages(conversation, &page));
            }
        }
        Ok(())
    }
}
