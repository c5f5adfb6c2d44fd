//! Why a connection was closed: WebSocket close codes (RFC 6455, section 7.4; 4000 and up are
//! ours).

/// The server stops; come back with a little delay.
pub const GOING_AWAY: u16 = 1001;
/// A frame was no text, not UTF-8 or longer than [`super::FRAME_MAX_BYTES`].
pub const TOO_BIG: u16 = 1009;
/// The session has ended: do not come back, log in again.
pub const SESSION_ENDED: u16 = 4001;
/// The client read too slowly and would have missed something: come back and resume.
pub const TOO_SLOW: u16 = 4002;
/// No hello in time, or a second one, or a version that the server does not speak: reload.
pub const BAD_HELLO: u16 = 4003;
/// The person has more connections than may be, and this one was silent longest: come back when
/// somebody looks at it.
pub const TOO_MANY: u16 = 4005;
/// Nothing was heard from the client for two heartbeats: come back and resume.
pub const SILENT: u16 = 4004;

/// A word for a code, for whoever counts.
pub fn word(code: u16) -> &'static str {
    match code {
        GOING_AWAY => "stopping",
        SESSION_ENDED => "session_ended",
        TOO_SLOW => "too_slow",
        TOO_MANY => "too_many",
        SILENT => "silent",
        _ => "misbehaved",
    }
}
