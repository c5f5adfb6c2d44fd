//! What of the log is on screen.

use leptos::html::Div;
use leptos::prelude::*;

use crate::domain::Seq;
use crate::ui::live::Chat;

/// Nearer to its end than this, in CSS pixels, the log counts as being at its end.
const END_PX: i32 = 48;
/// Nearer to its beginning than this, older messages are loaded.
const OLDER_PX: i32 = 900;

/// Watches the scrolling box of a log: reports what is seen, loads what is older, and knows whether
/// the newest message is in view. In a box laid out from its bottom `scrollTop` is zero at the end
/// and negative above it.
#[derive(Clone, Copy)]
pub struct Screen {
    chat: Chat,
    area: NodeRef<Div>,
    at_end: RwSignal<bool>,
    /// The newest message when the end was left.
    left_at: RwSignal<Seq>,
}

impl Screen {
    pub fn new(chat: Chat, area: NodeRef<Div>) -> Self {
        let (at_end, left_at) = (RwSignal::new(true), RwSignal::new(Seq::ZERO));
        let screen = Self { chat, area, at_end, left_at };
        let log = chat.log();
        // What is sent is looked at; it is also the answer to whoever wonders whether it went out.
        let own_pending = Memo::new(move |_| {
            log.with(|log| log.as_ref()?.lines.last().filter(|line| line.mine).map(|line| line.key))
        });
        Effect::new(move |before: Option<Option<_>>| {
            let newest = own_pending.get();
            if before.is_some_and(|before| before != newest) && newest.is_some() {
                screen.go_to_end();
            }
            newest
        });
        Effect::new(move |_| {
            log.track();
            screen.area.track();
            request_animation_frame(move || screen.look());
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

    /// Brings the newest message into view.
    pub fn go_to_end(self) {
        if let Some(area) = self.area.get_untracked() {
            area.set_scroll_top(0);
        }
    }

    /// To be called as the box scrolls.
    pub fn scrolled(self) {
        self.look();
    }

    fn look(self) {
        let Some(area) = self.area.try_get_untracked().flatten() else { return };
        let (from_end, height) = (-area.scroll_top(), area.client_height());
        let at_end = from_end < END_PX;
        if self.at_end.get_untracked() && !at_end {
            self.left_at.set(self.newest());
        }
        if self.at_end.get_untracked() != at_end {
            self.at_end.set(at_end);
        }
        if from_end + height + OLDER_PX > area.scroll_height() {
            self.chat.load_older();
        }
        if let Some(seq) = self.lowest_on_screen(&area) {
            self.chat.on_screen(seq);
        }
    }

    fn newest(self) -> Seq {
        self.chat.log().with_untracked(|log| {
            let lines = log.iter().flat_map(|log| log.lines.iter().rev());
            lines.filter_map(|line| line.seq).next().unwrap_or_default()
        })
    }

    /// The last message whose upper edge is in view. Looks from the newest on: mostly it is that.
    #[cfg(feature = "hydrate")]
    fn lowest_on_screen(self, area: &leptos::web_sys::HtmlDivElement) -> Option<Seq> {
        use leptos::wasm_bindgen::JsCast;

        let bottom = area.get_bounding_client_rect().bottom();
        let rows = area.query_selector_all("[data-seq]").ok()?;
        (0..rows.length()).rev().find_map(|place| {
            let row = rows.item(place)?.dyn_into::<leptos::web_sys::Element>().ok()?;
            let seq = row.get_attribute("data-seq")?.parse().ok()?;
            (row.get_bounding_client_rect().top() < bottom).then_some(Seq(seq))
        })
    }

    /// There is no screen on the server.
    #[cfg(not(feature = "hydrate"))]
    fn lowest_on_screen(self, _: &leptos::web_sys::HtmlDivElement) -> Option<Seq> {
        None
    }
}
