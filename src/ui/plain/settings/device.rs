//! What a browser says that it is.

/// A browser and what it runs on, as far as they can be told by its name for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Device {
    /// "Firefox"; of a program that is no browser, what it calls itself.
    pub browser: Option<String>,
    /// "Windows".
    pub system: Option<&'static str>,
    pub is_handheld: bool,
}

/// Signs of browsers, the telling ones first: nearly all of them also claim to be Safari, and many to
/// be Chrome.
const BROWSERS: [(&str, &str); 15] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Signs of systems; Android also says Linux, and an iPhone also says Mac OS X.
const SYSTEMS: [(&str, &str, bool); 8] = [
    ("iPhone", "iPhone", true),
    ("iPad", "iPad", true),
    ("Android", "Android", true),
    ("Windows", "Windows", false),
    ("CrOS", "ChromeOS", false),
    ("Mac OS X", "macOS", false),
    ("Macintosh", "macOS", false),
    ("Linux", "Linux", false),
];

const PROGRAM_MAX_CHARS: usize = 40;

impl Device {
    /// What can be told of whoever calls itself so.
    pub fn of(user_agent: &str) -> Self {
        let system = SYSTEMS.iter().find(|(sign, ..)| user_agent.contains(sign));
        Self {
            browser: browser(user_agent),
            system: system.map(|(_, system, _)| *system),
            is_handheld: system.is_some_and(|(.., is_handheld)| *is_handheld),
        }
    }
}

fn browser(user_agent: &str) -> Option<String> {
    if user_agent.starts_with("Mozilla/") {
        let known = BROWSERS.iter().find(|(sign, _)| user_agent.contains(sign));
        return known.map(|(_, browser)| (*browser).to_owned());
    }
    let product = user_agent.split([' ', '/']).next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let is_name = !product.is_empty() && product.chars().all(is_plain);
    is_name.then(|| product.chars().take(PROGRAM_MAX_CHARS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(user_agent: &str) -> (Option<String>, Option<&'static str>, bool) {
        let Device { browser, system, is_handheld } = Device::of(user_agent);
        (browser, system, is_handheld)
    }

    #[test]
    fn browsers_are_told_by_what_no_other_one_says() {
        for (user_agent, browser, system, is_handheld) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
                "Firefox",
                "Windows",
                false,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
                "Edge",
                "Windows",
                false,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/126.0.0.0 Safari/537.36",
                "Chrome",
                "Linux",
                false,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
                true,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                 (KHTML, like Gecko) CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1",
                "Chrome",
                "iPhone",
                true,
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) \
                 SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
                "Samsung Internet",
                "Android",
                true,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like \
                 Gecko) Version/17.5 Safari/605.1.15",
                "Safari",
                "macOS",
                false,
            ),
        ] {
            let expected = (Some(browser.to_owned()), Some(system), is_handheld);
            assert_eq!(told(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn a_program_is_called_what_it_calls_itself() {
        assert_eq!(told("curl/8.5.0"), (Some("curl".to_owned()), None, false));
        let long = "x".repeat(300);
        assert_eq!(told(&long).0.map(|name| name.len()), Some(PROGRAM_MAX_CHARS));
    }

    #[test]
    fn what_cannot_be_told_is_not_made_up() {
        assert_eq!(told(""), (None, None, false));
        assert_eq!(told("Mozilla/5.0 (Linux) Something/1.0"), (None, Some("Linux"), false));
        assert_eq!(told("<b>bold</b>"), (None, None, false));
    }
}
