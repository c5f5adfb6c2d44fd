//! What one can set for oneself by one press.

use std::sync::Arc;

use leptos::prelude::*;

use crate::domain::{Contact, Status};
use crate::ui::clock::expect_clock;
use crate::ui::components::common::{Press, close_menu, problem_text};
use crate::ui::live::expect_chat;

/// Until when one is Busy "until tomorrow", by the person's clock.
const MORNING_HOUR: u8 = 8;
const HOUR_MINUTES: u32 = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Available,
    Busy,
    BusyForAnHour,
    BusyUntilMorning,
    /// Whether seen receipts are sent: a switch.
    SendsSeen,
}

impl Setting {
    /// `me` is oneself. A refusal is put into `problem`; else the menu that the button is in closes.
    pub fn press(self, me: Memo<Contact>, problem: RwSignal<Option<String>>) -> Press {
        let (chat, clock) = (expect_chat(), expect_clock());
        let is_set = move || match (self, me.with(|me| me.person.status)) {
            (Self::Available, status) => Some(status == Status::Available),
            (Self::Busy, status) => Some(status == Status::Busy { until: None }),
            (Self::SendsSeen, _) => Some(chat.sends_seen()),
            _ => None,
        };
        let fields = move || {
            let until = match self {
                Self::BusyForAnHour => ("minutes", HOUR_MINUTES.to_string()),
                Self::BusyUntilMorning => ("until", clock.tomorrow_at(MORNING_HOUR).0.to_string()),
                _ => ("", String::new()),
            };
            let first = match self {
                Self::SendsSeen => ("sends_seen", (!chat.sends_seen()).to_string()),
                Self::Available => ("status", "available".to_owned()),
                _ => ("status", "busy".to_owned()),
            };
            [first, until]
        };
        Press {
            action: if self == Self::SendsSeen { "set_sends_seen" } else { "set_status" },
            fields: Arc::new(fields),
            is_set: Arc::new(is_set),
            done: Arc::new(move |form, answer| {
                if answer.is_ok() {
                    close_menu(form);
                }
                problem.try_set(answer.err().as_ref().map(problem_text));
            }),
        }
    }
}
