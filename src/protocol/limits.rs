//! Bounds that both ends hold to.

/// A longer frame is refused and the connection closed.
pub const FRAME_MAX_BYTES: usize = 64 * 1024;
/// A connection that has not said hello by then is closed.
pub const HELLO_WITHIN_SECS: u64 = 10;
/// How often the server pings; a peer that misses two is gone.
pub const PING_EVERY_SECS: u64 = 25;
/// A tab on an event stream, of which the server hears nothing but its commands, is gone after so
/// long a silence. Browsers let a tab that nobody looks at say something once a minute.
pub const TAB_SILENCE_SECS: u64 = 150;
/// How many connections one person may have.
pub const CONNECTIONS_PER_PERSON_MAX: usize = 20;
/// How many conversations a hello may say that it holds.
pub const HELD_CONVERSATIONS_MAX: usize = 100;
/// How long "is writing" holds after it was said, and how often it may be said.
pub const TYPED_HOLDS_SECS: u64 = 6;
pub const TYPE_EVERY_SECS: u64 = 3;
/// How many people's presence one connection may follow.
pub const WATCHED_PEOPLE_MAX: usize = 500;
