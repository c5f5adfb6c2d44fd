//! Text as it is compared.

/// A text without case and accents, for finding and sorting. The same on both sides, or the parts of
/// the sidebar that the server sends would not adjoin.
#[cfg(not(feature = "hydrate"))]
pub fn fold(text: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let bare = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    bare.map(of_one_sigma).collect()
}

/// As on the server, with the browser's Unicode tables in place of ours: they would be a good part of
/// the page's weight.
#[cfg(feature = "hydrate")]
pub fn fold(text: &str) -> String {
    thread_local! {
        static MARKS: js_sys::RegExp = js_sys::RegExp::new("\\p{M}", "gu");
    }
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = js_sys::JsString::from(text).normalize("NFKD");
    let bare = MARKS.with(|marks| decomposed.replace_by_pattern(marks, ""));
    String::from(bare.to_lower_case()).chars().map(of_one_sigma).collect()
}

/// Whether a small sigma is the final one depends on who makes it of a capital.
fn of_one_sigma(c: char) -> char {
    if c == 'ς' { 'σ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_and_accents_do_not_matter() {
        assert_eq!(fold("Élodie NÚÑEZ"), "elodie nunez");
        assert!(fold("Łukasz Żak").contains("zak"));
        assert_eq!(fold("Ὀδυσσεύς"), fold("ΟΔΥΣΣΕΥΣ"));
    }
}
