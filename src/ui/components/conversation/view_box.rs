//! A scrolling box of lines, measured.

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlDivElement, HtmlElement, NodeList};

use crate::domain::Seq;

/// A box that is laid out from its bottom, its `scrollTop` zero at the end and negative above, and
/// that its lines' offsets count from.
pub struct ViewBox(HtmlDivElement);

/// A message that is in view, and how far below the box's upper edge it begins, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    seq: Seq,
    top_px: i32,
    scroll_top: i32,
}

impl ViewBox {
    pub fn of(area: HtmlDivElement) -> Self {
        Self(area)
    }

    /// How much lies below what is in view.
    pub fn below_px(&self) -> i32 {
        -self.0.scroll_top()
    }

    /// How much lies above what is in view.
    pub fn above_px(&self) -> i32 {
        self.0.scroll_height() - self.0.client_height() - self.below_px()
    }

    pub fn go_to_end(&self) {
        self.0.set_scroll_top(0);
    }

    /// The first message of which anything is in view.
    pub fn find_anchor(&self) -> Option<Anchor> {
        let lines = self.lines()?;
        let (mut low, mut high) = (0, lines.length());
        while low < high {
            let middle = (low + high) / 2;
            let is_above = self.bottom_px(&line(&lines, middle)?) <= 0;
            (low, high) = if is_above { (middle + 1, high) } else { (low, middle) };
        }
        let first = line(&lines, low)?;
        let scroll_top = self.0.scroll_top();
        Some(Anchor { seq: seq(&first)?, top_px: self.top_px(&first), scroll_top })
    }

    /// Scrolls so that the message is where it was; or where it would be, if somebody has scrolled on
    /// since it was looked for.
    pub fn hold(&self, anchor: Anchor) {
        let selector = format!("[data-seq='{}']", anchor.seq.0);
        let found = self.0.query_selector(&selector).ok().flatten();
        if let Some(line) = found.and_then(|line| line.dyn_into().ok()) {
            let scrolled_px = self.0.scroll_top() - anchor.scroll_top;
            let moved_px = self.top_px(&line) - anchor.top_px + scrolled_px;
            if moved_px != 0 {
                self.0.set_scroll_top(self.0.scroll_top() + moved_px);
            }
        }
    }

    /// The last message that begins in view. Looks from the newest on: mostly it is that.
    pub fn find_lowest(&self) -> Option<Seq> {
        let (lines, height) = (self.lines()?, self.0.client_height());
        let mut upwards = (0..lines.length()).rev().filter_map(|place| line(&lines, place));
        upwards.find(|line| self.top_px(line) < height).and_then(|line| seq(&line))
    }

    fn lines(&self) -> Option<NodeList> {
        self.0.query_selector_all("[data-seq]").ok()
    }

    fn top_px(&self, line: &HtmlElement) -> i32 {
        line.offset_top() - self.0.scroll_top()
    }

    fn bottom_px(&self, line: &HtmlElement) -> i32 {
        self.top_px(line) + line.offset_height()
    }
}

fn line(lines: &NodeList, place: u32) -> Option<HtmlElement> {
    lines.item(place)?.dyn_into().ok()
}

fn seq(line: &HtmlElement) -> Option<Seq> {
    line.get_attribute("data-seq")?.parse().ok().map(Seq)
}
