//! What to watch: every number that the server gives to Prometheus, under its name, here and
//! nowhere else. No name, address or id of anybody is ever a label.
//!
//! Where nobody asked for them ([`install`]) each of these costs a look at one atomic; otherwise a
//! look-up in a table of some forty, and an atomic.

mod process;
mod recorder;

use std::time::Duration;

use ::metrics::{counter, gauge, histogram};

pub use recorder::{install, keep_up, render};

const COMMIT_SECONDS: &str = "natter_commit_duration_seconds";
const COMMIT_OPERATIONS: &str = "natter_commit_operations";
const CONNECTIONS: &str = "natter_connections";
const CONNECTIONS_CLOSED: &str = "natter_connections_closed_total";
const DATABASE_REOPENED: &str = "natter_database_reopened_total";
const FRAMES_WAITING_MAX: &str = "natter_connection_frames_waiting_max";
const HTTP_SECONDS: &str = "natter_http_request_duration_seconds";
const INCIDENTS: &str = "natter_incidents_total";
const LOG_INS: &str = "natter_log_ins_total";
const MESSAGES: &str = "natter_messages_total";
const PASSWORD_SECONDS: &str = "natter_password_duration_seconds";
const PASSWORDS_WAITING: &str = "natter_passwords_waiting";
const PEOPLE_ONLINE: &str = "natter_people_online";
const REFUSALS: &str = "natter_refusals_total";
const WRITES_WAITING: &str = "natter_writes_waiting";

/// What somebody did too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Requests of any kind, by address.
    Requests,
    /// Attempts at log-ins and codes, by address.
    Attempts,
    SignUps,
    /// Log-ins that come too soon after failures.
    LogIns,
    /// Passwords to be hashed while too many wait for it.
    Passwords,
    /// Passwords judged while they are typed.
    Judgements,
    Messages,
    Searches,
    /// Live connections opened.
    Connections,
    /// Commands of one live connection.
    Commands,
}

/// How a log-in went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogIn {
    Right,
    Wrong,
    /// Not looked at: too often.
    Refused,
}

/// What carries a live connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Websocket,
    Events,
}

/// What is looked at only when somebody asks.
pub struct Levels {
    pub people_online: usize,
    pub writes_waiting: usize,
    /// Of the connection that has most to write.
    pub frames_waiting_max: usize,
    pub passwords_waiting: usize,
}

/// A commit is durable: so many writes in so long, the fsync among it.
pub fn committed(took: Duration, operations: usize) {
    histogram!(COMMIT_SECONDS).record(took);
    histogram!(COMMIT_OPERATIONS).record(u32::try_from(operations).unwrap_or(u32::MAX));
}

/// So many messages got their place in a conversation, so many began to wait for somebody Busy.
pub fn messages(appended: u64, held: u64) {
    counter!(MESSAGES, "outcome" => "appended").increment(appended);
    counter!(MESSAGES, "outcome" => "held").increment(held);
}

/// A commit was not confirmed, and the database is opened again.
pub fn database_reopened() {
    counter!(DATABASE_REOPENED).increment(1);
}

/// A password was hashed or verified, without the waiting for it.
pub fn password_hashed(took: Duration) {
    histogram!(PASSWORD_SECONDS).record(took);
}

pub fn log_in(outcome: LogIn) {
    counter!(LOG_INS, "outcome" => outcome.label()).increment(1);
}

/// Something was refused because it was too often.
pub fn refused(limit: Limit) {
    counter!(REFUSALS, "limit" => limit.label()).increment(1);
}

/// A request was answered with this status.
pub fn answered(status: u16, took: Duration) {
    histogram!(HTTP_SECONDS, "status" => status_class(status)).record(took);
}

/// Something failed that is in the log under an id.
pub fn incident() {
    counter!(INCIDENTS).increment(1);
}

/// Why a live connection was closed, in a word of a closed list.
pub fn connection_closed(reason: &'static str) {
    counter!(CONNECTIONS_CLOSED, "reason" => reason).increment(1);
}

/// A live connection, counted until this is dropped.
#[must_use]
pub struct LiveConnection(Way);

impl LiveConnection {
    pub fn opened(way: Way) -> Self {
        gauge!(CONNECTIONS, "way" => way.label()).increment(1.0);
        Self(way)
    }
}

impl Drop for LiveConnection {
    fn drop(&mut self) {
        gauge!(CONNECTIONS, "way" => self.0.label()).decrement(1.0);
    }
}

/// As it is now.
pub fn set_levels(levels: &Levels) {
    let set = |name: &'static str, value| {
        gauge!(name).set(u32::try_from(value).unwrap_or(u32::MAX));
    };
    set(PEOPLE_ONLINE, levels.people_online);
    set(WRITES_WAITING, levels.writes_waiting);
    set(FRAMES_WAITING_MAX, levels.frames_waiting_max);
    set(PASSWORDS_WAITING, levels.passwords_waiting);
}

impl Limit {
    const ALL: [Self; 10] = [
        Self::Requests,
        Self::Attempts,
        Self::SignUps,
        Self::LogIns,
        Self::Passwords,
        Self::Judgements,
        Self::Messages,
        Self::Searches,
        Self::Connections,
        Self::Commands,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Attempts => "attempts",
            Self::SignUps => "sign_ups",
            Self::LogIns => "log_ins",
            Self::Passwords => "passwords",
            Self::Judgements => "judgements",
            Self::Messages => "messages",
            Self::Searches => "searches",
            Self::Connections => "connections",
            Self::Commands => "commands",
        }
    }
}

impl LogIn {
    const ALL: [Self; 3] = [Self::Right, Self::Wrong, Self::Refused];

    fn label(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Refused => "refused",
        }
    }
}

impl Way {
    const ALL: [Self; 2] = [Self::Websocket, Self::Events];

    fn label(self) -> &'static str {
        match self {
            Self::Websocket => "websocket",
            Self::Events => "events",
        }
    }
}

fn status_class(status: u16) -> &'static str {
    match status {
        ..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
