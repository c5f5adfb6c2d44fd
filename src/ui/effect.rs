//! What is done again whenever something that it read has changed.

use leptos::prelude::Effect;

/// As Leptos's `Effect`, in the browser only, but of one type whatever it does: each further type adds
/// a kilobyte and a half to the page.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_: Option<()>| run());
}
