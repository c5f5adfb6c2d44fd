//! What any text that people type must satisfy.

/// Characters that reorder or hide the text around them: bidirectional embeddings, overrides and
/// isolates, marks, zero-width characters, the byte order mark, soft hyphen.
/// See Unicode Technical Report 36 and "Trojan Source" (CVE-2021-42574).
pub(super) fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// One spelling of a line of text: composed (NFC), trimmed, every run of any kind of white space as
/// one plain space.
pub(super) fn canonical_line(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let composed: String = text.nfc().collect();
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}
