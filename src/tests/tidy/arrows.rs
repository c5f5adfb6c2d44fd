//! Which layer may know of which.

use std::fmt;
use std::path::PathBuf;

/// A mention of one layer in a file of another.
pub struct Arrow {
    pub file: PathBuf,
    pub from: String,
    pub to: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} → {}", self.file.display(), self.from, self.to)
    }
}

/// The allowed arrows. `server` is the few things at the server's own top that put it
/// together or that all doors share: `App`, `Error`, the request's context. Everything may use
/// `domain`.
const ALLOWED: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("protocol", &[]),
    ("api", &["protocol", "server", "server::auth", "server::service"]),
    ("ui", &["api", "protocol", "i18n"]),
    ("app", &["api", "ui", "i18n"]),
    (
        "server",
        &[
            "protocol",
            "server::auth",
            "server::db",
            "server::demo",
            "server::http",
            "server::hub",
            "server::limits",
            "server::rest",
            "server::seal",
            "server::service",
            "server::settings",
            "server::socket",
        ],
    ),
    ("server::db", &[]),
    ("server::hub", &["protocol"]),
    ("server::seal", &["server::db"]),
    ("server::auth", &["server", "server::db"]),
    ("server::limits", &["server::auth", "server::settings"]),
    ("server::settings", &["server::db"]),
    ("server::demo", &["protocol", "server", "server::auth", "server::service"]),
    (
        "server::service",
        &["server", "server::auth", "server::db", "server::hub", "server::seal", "protocol"],
    ),
    ("server::socket", &["server", "server::auth", "server::hub", "server::service", "protocol"]),
    ("server::admin", &["server", "server::backup", "server::service", "server::settings"]),
    ("server::backup", &["server::db", "server::seal", "server::settings"]),
    ("server::cli", &["server", "server::admin", "server::backup", "server::settings"]),
    (
        "server::http",
        &[
            "app",
            "api",
            "server",
            "server::auth",
            "server::rest",
            "server::settings",
            "server::socket",
        ],
    ),
    ("server::rest", &["protocol", "server", "server::auth", "server::hub", "server::service"]),
];

/// Whether the arrow is one of the allowed.
pub fn may_point(arrow: &Arrow) -> bool {
    arrow.to == arrow.from
        || arrow.to == "domain"
        // Not layers: whatever a test of the tests breaks asks the one, whatever counts the other.
        || arrow.to == "server::planted"
        || arrow.to == "server::metrics"
        || ALLOWED
            .iter()
            .find(|(from, _)| *from == arrow.from)
            .is_some_and(|(_, to)| to.contains(&arrow.to.as_str()))
}
