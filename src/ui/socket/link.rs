//! How the connection stands.

/// The state of this tab's connection to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// The first attempt, or one after a break, is under way.
    #[default]
    Connecting,
    /// Facts arrive as they happen.
    Live,
    /// The last attempt failed or the connection broke; the next attempt begins by itself, this
    /// long after.
    Waiting { retry_in_ms: u32 },
    /// As `Waiting`, and the browser says that there is no network.
    Offline,
}
