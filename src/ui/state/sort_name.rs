//! Names as they are compared.

/// A name without case and accents: the same as the server sorts people by, or its pages would not
/// adjoin.
#[cfg(not(feature = "hydrate"))]
pub(super) fn sort_name(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// As on the server, with the browser's Unicode tables in place of some of our own (they would be
/// a good part of the page's weight).
#[cfg(feature = "hydrate")]
pub(super) fn sort_name(name: &str) -> String {
    thread_local! {
        static MARKS: js_sys::RegExp = js_sys::RegExp::new("\\p{M}", "gu");
    }
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let decomposed = js_sys::JsString::from(name).normalize("NFKD");
    let bare = MARKS.with(|marks| decomposed.replace_by_pattern(marks, ""));
    String::from(bare).chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::sort_name;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(sort_name("Élodie NÚÑEZ"), "elodie nunez");
    }
}
