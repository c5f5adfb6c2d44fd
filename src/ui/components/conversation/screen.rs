//! What of the log is on screen.

use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};

use super::view_box::{Anchor, ViewBox};
use crate::domain::Seq;
use crate::ui::effect::effect;
use crate::ui::live::Chat;

/// Nearer to its end than this, in CSS pixels, the log counts as being at its end.
const END_PX: i32 = 48;
/// Nearer to its beginning than this, older messages are loaded.
const OLDER_PX: i32 = 900;

/// Watches the scrolling box of a log: reports what is seen, loads what is older, holds what is read
/// in its place, and knows whether the newest message is in view.
#[derive(Clone, Copy)]
pub struct Screen {
    chat: Chat,
    area: NodeRef<Div>,
    at_end: RwSignal<bool>,
    /// The newest message when the end was left.
    left_at: RwSignal<Seq>,
    /// What is being read, while the end is out of view.
    anchor: StoredValue<Option<Anchor>>,
}

impl Screen {
    pub fn new(chat: Chat, area: NodeRef<Div>) -> Self {
        let screen = Self {
            chat,
            area,
            at_end: RwSignal::new(true),
            left_at: RwSignal::new(Seq::ZERO),
            anchor: StoredValue::new(None),
        };
        let log = chat.log();
        // What is sent is looked at; it is also the answer to whoever wonders whether it went out.
        let mut before = None;
        effect(move || {
            let is_pending = |line: &&_| is_own_pending(line);
            let newest =
                log.with(|log| log.as_ref()?.lines.last().filter(is_pending).map(|line| line.key));
            if before.is_some_and(|before| before != newest) && newest.is_some() {
                screen.go_to_end();
            }
            before = Some(newest);
        });
        effect(move || {
            log.track();
            screen.area.track();
            // Once the lines are in the document, but before they are painted.
            spawn_local(async move {
                tick().await;
                screen.hold_place();
                screen.look();
            });
        });
        screen
    }

    /// Whether the newest message is in view.
    pub fn is_at_end(self) -> bool {
        self.at_end.get()
    }

    /// How many of the other's messages have come since the end was left.
    pub fn count_below(self) -> usize {
        let left_at = self.left_at.get();
        self.chat.log().with(|log| {
            let lines = log.iter().flat_map(|log| &log.lines);
            lines.filter(|line| !line.mine && line.seq.is_some_and(|seq| seq > left_at)).count()
        })
    }

    /// Brings the newest message into view, for somebody who pressed a button that is gone then.
    pub fn return_to_end(self) {
        self.go_to_end();
        if let Some(area) = self.area.get_untracked() {
            let _ = area.focus();
        }
    }

    /// To be called as the box scrolls.
    pub fn scrolled(self) {
        self.look();
    }

    fn go_to_end(self) {
        self.anchor.set_value(None);
        if let Some(area) = self.view_box() {
            area.go_to_end();
        }
    }

    fn hold_place(self) {
        let held = self.anchor.try_get_value().flatten();
        if let (Some(anchor), Some(area)) = (held, self.view_box()) {
            area.hold(anchor);
        }
    }

    fn look(self) {
        let Some(area) = self.view_box() else { return };
        let at_end = area.below_px() < END_PX;
        if self.at_end.get_untracked() != at_end {
            if !at_end {
                self.left_at.set(self.newest());
            }
            self.at_end.set(at_end);
        }
        self.anchor.set_value(if at_end { None } else { area.find_anchor() });
        if area.above_px() < OLDER_PX {
            self.chat.load_older();
        }
        if let Some(seq) = area.find_lowest() {
            self.chat.on_screen(seq);
        }
    }

    fn newest(self) -> Seq {
        self.chat.log().with_untracked(|log| {
            let lines = log.iter().flat_map(|log| log.lines.iter().rev());
            lines.filter_map(|line| line.seq).next().unwrap_or_default()
        })
    }

    fn view_box(self) -> Option<ViewBox> {
        self.area.try_get_untracked().flatten().map(ViewBox::of)
    }
}

fn is_own_pending(line: &crate::ui::live::LogLine) -> bool {
    line.mine && line.seq.is_none()
}
