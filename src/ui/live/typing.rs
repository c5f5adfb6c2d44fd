//! Telling that one is writing, and being told.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Chat, tab};
use crate::domain::{UnixMillis, UserId};
use crate::protocol::{ClientFrame, TYPE_EVERY_SECS, TYPED_HOLDS_SECS};

impl Chat {
    /// To be called as somebody writes to the open conversation: the other is told, at most every few
    /// seconds, and only live.
    pub fn typed(self) {
        let Some(conversation) = self.read(|state| state.writes_to()).flatten() else { return };
        if !self.is_live() {
            return;
        }
        let now = UnixMillis::now();
        let every_ms = TYPE_EVERY_SECS as i64 * 1_000;
        let is_time = self.typed.try_update_value(|typed| {
            let is_time = every_ms <= (now.0 - typed.0).abs();
            is_time.then(|| *typed = now).is_some()
        });
        if is_time == Some(true) {
            self.carry(ClientFrame::Type { conversation });
        }
    }

    /// Whether somebody is writing to this person.
    pub fn is_writing(self, person: UserId) -> Memo<bool> {
        Memo::new(move |_| self.state.with(|state| state.is_writing(person)))
    }

    /// The sign that has just come holds for a while.
    pub(super) fn end_typing_later(self) {
        let Some(number) = self.read(|state| state.newest_typing()) else { return };
        spawn_local(async move {
            tab::pause(TYPED_HOLDS_SECS as u32 * 1_000).await;
            self.write(|state| state.end_typing(number));
        });
    }
}
