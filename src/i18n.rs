//! The message catalogue, made from `locales/`: every key is checked when compiling.

// The way without a build script. The other one compiles ICU's data exporter, and with it every
// procedural macro anew, to write the same module.
#![allow(deprecated)]

leptos_i18n::load_locales!();

/// Without this cargo does not know that the catalogue is part of the sources.
const _: &str = include_str!("../locales/en.json");

/// Words of the catalogue by their key: `word!(auth.log_in)` is a `&'static str`, and
/// `word!(sidebar.unseen, count = 3)` a `String` with `{count}` filled in. The one place that says
/// which language.
macro_rules! word {
    ($($key:ident).+) => {
        leptos_i18n::td_string!($crate::i18n::i18n::Locale::en, $($key).+)
    };
    ($($key:ident).+, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::i18n::fill(
            $crate::i18n::word!($($key).+),
            &[$((concat!("{", stringify!($name), "}"), &$value)),+],
        )
    };
}

pub(crate) use word;

/// `text` with each placeholder replaced by its value.
pub(crate) fn fill(text: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        rest = match values.iter().find(|(name, _)| from.starts_with(name)) {
            Some((name, value)) => {
                filled.push_str(&value.to_string());
                &from[name.len()..]
            }
            None => {
                filled.push('{');
                &from[1..]
            }
        };
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_names_stood_and_are_not_filled_in_themselves() {
        let filled = fill("{day} at {time}", &[("{day}", &"{time}"), ("{time}", &"14:05")]);
        assert_eq!(filled, "{time} at 14:05");
        assert_eq!(word!(sidebar.unseen, count = 3), "Unseen: 3");
    }
}
