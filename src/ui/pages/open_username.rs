//! Who an address is about.

/// The username in `/c/<username>`, as it stands there.
pub fn open_username(path: &str) -> Option<String> {
    let name = path.strip_prefix("/c/")?.trim_end_matches('/');
    (!name.is_empty() && !name.contains('/')).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::open_username;

    #[test]
    fn only_addresses_of_conversations_name_somebody() {
        assert_eq!(open_username("/c/ana.b").as_deref(), Some("ana.b"));
        assert_eq!(open_username("/c/ana/").as_deref(), Some("ana"));
        for path in ["/", "/c", "/c/", "/c/a/b", "/login"] {
            assert_eq!(open_username(path), None, "{path}");
        }
    }
}
