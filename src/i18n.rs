//! The message catalogue, made from `locales/`: every key is checked when compiling.

// The way without a build script. The other one compiles ICU's data exporter, and with it every
// procedural macro anew, to write the same module.
#![allow(deprecated)]

leptos_i18n::load_locales!();

/// Words of the catalogue by their key, as text: `word!(auth.log_in)`, or with values
/// `word!(sidebar.unseen, count = 3)`. The one place that says which language.
macro_rules! word {
    ($($key:tt)+) => {
        leptos_i18n::td_string!($crate::i18n::i18n::Locale::en, $($key)+)
    };
}

pub(crate) use word;
