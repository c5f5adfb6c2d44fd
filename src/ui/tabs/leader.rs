//! Which of the tabs does something for all of them.

use js_sys::Function;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/ui/tabs/leader.js")]
extern "C" {
    fn lead(
        name: &str,
        became: &Closure<dyn FnMut()>,
        lost: &Closure<dyn FnMut()>,
        steal: bool,
    ) -> Function;
}

/// Stands for the lead under a name until this goes. By Web Locks, or by a lease where they are
/// missing; a tab that goes away passes the lead on.
pub struct Leader {
    release: Function,
    _hear: [Closure<dyn FnMut()>; 2],
}

impl Leader {
    /// `changed` is told whether this tab leads, as often as that changes. With `steal` the lead is
    /// taken at once, from whichever tab has it: for when that one does not do its work. For a moment
    /// two tabs may both believe that they lead.
    pub fn stand(name: &str, steal: bool, changed: impl Fn(bool) + Copy + 'static) -> Self {
        let hear = [true, false].map(|leads| {
            let changed: Box<dyn FnMut()> = Box::new(move || changed(leads));
            Closure::wrap(changed)
        });
        Self { release: lead(name, &hear[0], &hear[1], steal), _hear: hear }
    }
}

impl Drop for Leader {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}
